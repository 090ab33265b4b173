"""The guard: every reply against every state a contact can be in."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from typing import get_args

import pytest

from bot.contacts.model import Contact
from bot.kernel.ids import CustomerId
from bot.kernel.messages import Reply, ReplyOption
from bot.outbox.disclosure import REPLIES, Level
from bot.outbox.guard import Objection, Origin, level_of, objection
from tests.support.people import NOW, VERIFIED, contact

HARMLESS = {"text": "Hola, buenas tardes."}
TELLING = {"text": "Tienes que liquidar tu saldo."}
LAPSED = {**VERIFIED, "verified_until": NOW}
OTHERWISE_VERIFIED = (VERIFIED, LAPSED, {})
DESPITE_OPT_OUT = {"opt_out.confirmed", "opt_out.still", "opt_out.resumed", "crisis.lines"}


def states() -> Iterator[Contact]:
    """Verified or lapsed or never, opted out or not, with bot or agent, window open or not."""
    for proof, opted_out, holder, wrote in product(
        OTHERWISE_VERIFIED, (None, NOW), ("bot", "agent"), (NOW, NOW - timedelta(days=2), None)
    ):
        yield contact(**proof, opted_out_at=opted_out, holder=holder, last_inbound_at=wrote)


def judged(key: str, person: Contact, origin: Origin = "bot", **values: str) -> Objection | None:
    return weighed(Reply(key=key, values=values), person, origin)


def weighed(
    reply: Reply, person: Contact, origin: Origin = "bot", *, about: CustomerId | None = None
) -> Objection | None:
    return objection(
        reply.key, level=level_of(reply), about=about, contact=person, origin=origin, now=NOW
    )


def passing(key: str, **values: str) -> Iterator[tuple[Contact, Origin]]:
    for person, origin in product(states(), get_args(Origin)):
        if judged(key, person, origin, **values) is None:
            yield person, origin


@pytest.mark.parametrize("key", sorted(REPLIES))
def test_nobody_unverified_hears_more_than_the_creditors_name(key: str) -> None:
    heard = [person for person, _ in passing(key, **TELLING) if not person.is_verified(NOW)]
    assert not heard or REPLIES[key].level <= Level.CREDITOR


@pytest.mark.parametrize("key", sorted(REPLIES))
def test_nothing_goes_out_when_the_window_is_closed(key: str) -> None:
    assert all(person.is_window_open(NOW) for person, _ in passing(key, **HARMLESS))


@pytest.mark.parametrize("key", sorted(REPLIES))
def test_whoever_opted_out_hears_only_what_confirms_or_protects(key: str) -> None:
    heard = [person for person, _ in passing(key, **HARMLESS) if person.opted_out_at]
    assert bool(heard) == (key in DESPITE_OPT_OUT)


@pytest.mark.parametrize("key", sorted(REPLIES))
def test_the_bot_is_silent_beside_an_agent_but_for_what_is_always_said(key: str) -> None:
    beside = [
        p for p, origin in passing(key, **HARMLESS) if origin == "bot" and p.holder == "agent"
    ]
    assert bool(beside) == REPLIES[key].always


@pytest.mark.parametrize("key", sorted(REPLIES))
def test_a_verified_person_with_the_bot_may_hear_everything(key: str) -> None:
    assert judged(key, contact(**VERIFIED)) is None


@pytest.mark.parametrize("origin", get_args(Origin))
def test_a_key_without_a_rule_is_never_said(origin: Origin) -> None:
    assert all(judged("balance.guess", p, origin) == "unknown_reply" for p in states())


@pytest.mark.parametrize(
    "key", sorted(key for key, rule in REPLIES.items() if rule.level > Level.CREDITOR)
)
def test_what_is_said_instead_may_always_be_said(key: str) -> None:
    instead = REPLIES[key].instead
    assert REPLIES[instead].level <= Level.CREDITOR
    assert REPLIES[instead].always or not REPLIES[key].always


def test_an_agents_harmless_words_pass_before_verification() -> None:
    assert judged("agent.text", contact(holder="agent"), "agent", **HARMLESS) is None


def test_an_agents_telling_words_wait_for_verification() -> None:
    unverified, verified = contact(holder="agent"), contact(holder="agent", **VERIFIED)
    assert judged("agent.text", unverified, "agent", **TELLING) == "not_verified"
    assert judged("agent.text", verified, "agent", **TELLING) is None


def test_only_an_agents_text_is_weighed_by_its_words() -> None:
    assert judged("balance.summary", contact(), **HARMLESS) == "not_verified"


def test_a_receipt_passes_while_an_agent_has_the_chat() -> None:
    with_agent = contact(holder="agent", **VERIFIED)
    assert judged("payment.receipt", with_agent, "receipt") is None


def test_the_first_objection_is_the_strongest() -> None:
    gone = contact(opted_out_at=NOW, holder="agent", last_inbound_at=None)
    assert judged("balance.summary", gone) == "opted_out"


@pytest.mark.parametrize("key", ["menu.balance", "menu.plan", "menu.detail", "offer.full"])
def test_an_option_that_hints_at_a_debt_is_not_shown_to_a_stranger(key: str) -> None:
    reply = Reply(key="scope.out", options=(ReplyOption(id="any", key=key),))
    assert weighed(reply, contact()) == "not_verified"


def test_nobody_hears_of_another_customer_of_their_phone() -> None:
    reply = Reply(key="payment.receipt")
    assert weighed(reply, contact(**VERIFIED), about=CustomerId("CUS-2")) == "not_verified"
    assert weighed(reply, contact(**VERIFIED), about=CustomerId("CUS-1")) is None
