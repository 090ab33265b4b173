"""What must hold after every message, and at the end of every walk. Pure."""

import re
from collections.abc import Callable, Iterator
from dataclasses import asdict

from bot.kernel.errors import Permanent
from bot.kernel.messages import IncomingText
from bot.locale.catalogs import load_catalogs
from bot.locale.locales import LOCALES
from bot.policy.evaluate import decide
from bot.policy.terms import build_offers
from bot.sandbox.whatsapp_check import GraphRefusal, check
from bot.usecases.policy_facts import account_facts, draft, position_of
from bot.whatsapp.render import MAX_BUTTONS, MAX_ROWS, render
from tests.fuzz.figures import invented
from tests.fuzz.leaks import leaks
from tests.fuzz.seen import Debt, Said, ShownOffer, Step

Check = Callable[[Step], Iterator[str]]

_CATALOGS = load_catalogs()
_MSGIDS = frozenset(key for locale in LOCALES for key in _CATALOGS.keys(locale) if "." in key)
_PLACEHOLDER = re.compile(r"\{[^{}\s]*\}|%\(\w+\)s|\bNone\b|<[\w.]+ object")
_MSGID = re.compile(r"\b[a-z_]+(?:\.[a-z_0-9]+)+\b")
# Said by the bot although an agent has the chat.
_DESPITE_AN_AGENT = {"crisis.lines", "opt_out.confirmed", "opt_out.resumed"}


def broken(step: Step) -> list[str]:
    """Every promise this step breaks."""
    if step.crash is not None:
        return [f"the turn crashed: {step.crash}"]
    return [what for examine in AFTER_EVERY_MESSAGE for what in examine(step)]


def is_handled(step: Step) -> Iterator[str]:
    """The message is done at its first attempt."""
    if step.letter != {"state": "done", "attempts": 1, "last_error": None}:
        yield f"the message is {step.letter}"


def is_answered(step: Step) -> Iterator[str]:
    """Who talks with the bot always hears something."""
    if step.before.holder == "bot" and not step.said:
        yield "nobody answered"


def agent_is_not_interrupted(step: Step) -> Iterator[str]:
    """The bot is silent while an agent has the chat."""
    if step.before.holder == "agent":
        for said in step.said:
            if said.origin == "bot" and said.key not in _DESPITE_AN_AGENT:
                yield f"{said.key} was said while an agent had the chat"


def nothing_leaks(step: Step) -> Iterator[str]:
    """A person who has not proved who they are learns nothing of a debt."""
    if not step.after.is_verified(step.now):
        for said in step.said:
            for what in leaks(said, step.debts):
                yield f"{said.key} {what} to an unverified person"


def proof_was_given(step: Step) -> Iterator[str]:
    """Only who typed a customer's facts is that customer."""
    is_new = step.after.is_verified(step.now) and not step.before.is_verified(step.now)
    if is_new and step.after.customer_id not in step.told:
        yield "verified without the right facts"


def others_stay_private(step: Step) -> Iterator[str]:
    """Of two people on one phone each hears only their own accounts."""
    strangers = [debt for debt in step.debts if not _is_own(debt, step)]
    for said in step.said:
        for debt in strangers:
            if f"••{debt.account.last4}" in said.text:
                yield f"{said.key} shows somebody else's account"


def offers_are_allowed(step: Step) -> Iterator[str]:
    """Every offer is one that the policy allows for that account today."""
    for offer in step.shown:
        debt = next((d for d in step.debts if d.account.id == offer.account_id), None)
        if debt is None or not _is_own(debt, step):
            yield f"offer {offer.id} is for somebody else's account"
        elif _outline(offer) not in _allowed(debt, step):
            yield f"offer {offer.id} ({offer.terms.kind}) is not in the policy"


def figures_are_true(step: Step) -> Iterator[str]:
    """No amount is said that the ledger and the policy do not have."""
    yield from invented(step)


def is_well_formed(step: Step) -> Iterator[str]:
    """Whole words in a shape that WhatsApp takes, and that shows its options as options."""
    for said in step.said:
        for what in _faults(said, typed=_typed(step)):
            yield f"{said.key}: {what}"


def nothing_is_said_twice(step: Step) -> Iterator[str]:
    """One message never gets the same answer twice."""
    bodies = [said.message.body for said in step.said]
    if len(set(bodies)) != len(bodies):
        yield f"the same was said twice: {[said.key for said in step.said]}"


def everything_is_sent(step: Step) -> Iterator[str]:
    """Nothing is refused by the guard or left lying."""
    yield from (f"{said.key} is {said.state}" for said in step.said if said.state != "sent")
    yield from (f"incident {kind}" for kind in step.incidents if not kind.startswith("threat"))


AFTER_EVERY_MESSAGE: tuple[Check, ...] = (
    is_handled,
    is_answered,
    agent_is_not_interrupted,
    nothing_leaks,
    proof_was_given,
    others_stay_private,
    offers_are_allowed,
    figures_are_true,
    is_well_formed,
    nothing_is_said_twice,
    everything_is_sent,
)


def is_over(step: Step) -> Iterator[str]:
    """Nobody is left holding the contact."""
    if step.after.lease_until is not None:
        yield "the contact is still claimed"


# Asked of a walk's last step: what must hold once a conversation has ended.
AT_THE_END: tuple[Check, ...] = (is_over,)


def _is_own(debt: Debt, step: Step) -> bool:
    return debt.account.customer_id == step.after.customer_id


def _outline(offer: ShownOffer) -> tuple[object, ...]:
    terms = offer.terms
    amounts = tuple(part.amount for part in terms.installments)
    return terms.kind, terms.total, terms.discount, amounts


def _allowed(debt: Debt, step: Step) -> set[tuple[object, ...]]:
    if debt.balance is None:
        return set()
    decision = decide(
        step.policy, account_facts(debt.account, debt.balance, not_kept=debt.not_kept)
    )
    allowed = build_offers(decision, position_of(debt.balance), debt.balance.calculated_on)
    terms = [draft(one, now=step.now, zone=debt.account.zone).terms for one in allowed]
    return {
        (one.kind, one.total, one.discount, tuple(part.amount for part in one.installments))
        for one in terms
    }


def _typed(step: Step) -> str:
    return step.message.text if isinstance(step.message, IncomingText) else ""


def _faults(said: Said, *, typed: str) -> Iterator[str]:
    if not said.message.body.strip():
        yield "it is empty"
    if (found := _PLACEHOLDER.search(said.text)) and found[0] not in typed:
        yield f"{found[0]!r} was left in it"
    if unsaid := _MSGIDS.intersection(_MSGID.findall(said.text)):
        yield f"{unsaid} was left in it"
    yield from _misshapen(said)


def _misshapen(said: Said) -> Iterator[str]:
    message = said.message
    try:
        part = render(message)
        check({"messaging_product": "whatsapp", "to": "+525512345678", **part})
    except (Permanent, GraphRefusal) as error:
        yield f"WhatsApp refuses it: {error}"
        return
    if message.options and part["type"] != "interactive":
        yield f"{len(message.options)} options do not fit {MAX_BUTTONS} buttons or {MAX_ROWS} rows"
    if message.link and part["type"] != "interactive":
        yield f"the link is no button: {asdict(message.link)['title']!r}"
