"""The checks of the walks notice what they are for: each is shown a step that breaks it."""

from dataclasses import replace

import pytest

from bot.contacts.model import Contact
from bot.kernel.ids import AccountId, CustomerId, OfferId, OutboxId
from bot.kernel.messages import IncomingText, Link, Option, Outgoing
from bot.kernel.money import Money
from bot.ledger.model import Account, Balance
from bot.ledger.terms import Installment, PlanTerms
from bot.policy.load import load
from tests.fuzz.cast import demo_ids, walker
from tests.fuzz.invariants import broken
from tests.fuzz.seen import Debt, Said, ShownOffer, Step
from tests.support.demo import ROOT
from tests.support.people import NOW, VERIFIED, contact

POLICY = load(ROOT / "policies/offers.yml")
TODAY = NOW.date()
TOTAL = Money(100_000, "MXN")
ACCOUNT = Account(
    id=AccountId("ACC-1"),
    customer_id=CustomerId("CUS-1"),
    country="MX",
    zone="America/Mexico_City",
    product="personal_loan",
    last4="4471",
    currency="MXN",
    creditor="Crédito Andino",
    flags=frozenset(),
    broken_promises=0,
    doubt=None,
)
DEBT = Debt(
    account=ACCOUNT,
    balance=Balance(
        account=ACCOUNT,
        currency="MXN",
        total=TOTAL,
        past_due=TOTAL,
        next_due_on=None,
        next_due_amount=None,
        days_past_due=10,
        components=(("principal", TOTAL),),
        past_due_components=(("principal", TOTAL),),
        calculated_on=TODAY,
        credit=Money(0, "MXN"),
    ),
)
DONE = {"state": "done", "attempts": 1, "last_error": None}
STRANGER, OWNER = contact(), contact(**VERIFIED)


def said(body: str, *, key: str = "greet.person", **message: object) -> Said:
    words = Outgoing(body=body, **message)
    return Said(id=OutboxId("out_1"), key=key, origin="bot", state="sent", message=words)


def step(*replies: Said, of: Contact = STRANGER, **changes: object) -> Step:
    sound = Step(
        walker=walker("CUS-1", 1),
        message=IncomingText(text="hola"),
        now=NOW,
        before=of,
        after=of,
        said=replies or (said("Hola, soy Sol."),),
        offers=(),
        debts=(DEBT,),
        incidents=(),
        letter=DONE,
        told=frozenset(),
        typed=("te pago 1,500 o 90 mil el viernes",),
        policy=POLICY,
        crash=None,
    )
    return replace(sound, **changes)


def offer(amount: Money) -> ShownOffer:
    return ShownOffer(
        id=OfferId("off_1"),
        account_id=ACCOUNT.id,
        terms=PlanTerms(
            kind="full",
            total=amount,
            discount=Money(0, "MXN"),
            discount_by_component={},
            installments=(Installment(no=1, due_on=TODAY, amount=amount),),
        ),
        state="shown",
        created_at=NOW,
    )


@pytest.mark.parametrize(
    "sound",
    [
        step(),
        step(said("Hola, soy Sol, de Crédito Andino.")),
        step(said("Debes $1,000.00 MXN", key="balance.summary"), of=OWNER),
        step(said("¿Anoto $1,500.00 MXN?", key="terms.promise"), of=OWNER),
        step(said("¿Anoto $90,000 MXN?", key="terms.promise"), of=OWNER),
        step(said("¿Anoto $500.00 MXN?", key="terms.promise"), of=OWNER),  # half of it
        step(of=OWNER, offers=(offer(TOTAL),)),
    ],
)
def test_a_sound_step_breaks_nothing(sound):
    assert broken(sound) == []


@pytest.mark.parametrize(
    "body",
    [
        "Tu saldo es otro",
        "You owe us",
        "Son $1,000.00",
        "Son 1000.00 en total",
        "Cuenta 4471",
        "Tienes un préstamo",
        "Your payment is late",
    ],
)
def test_a_leak_is_noticed(body):
    assert any("to an unverified person" in fault for fault in broken(step(said(body))))


def test_a_link_and_an_option_leak_too():
    link = said("Hola", link=Link(title="Abrir", url="https://x.mx/p/1"))
    option = said("Hola", options=(Option(id="a", title="Ver mi saldo"),))
    assert all("unverified" in broken(step(one))[0] for one in (link, option))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (step(letter={**DONE, "state": "dead"}), "the message is"),
        (step(letter={**DONE, "attempts": 2}), "the message is"),
        (step(crash="KeyError"), "crashed"),
        (replace(step(), said=()), "nobody answered"),
        (step(of=contact(holder="agent")), "while an agent had the chat"),
        (step(after=OWNER), "without the right facts"),
        (step(said("Hola {first_name}")), "was left in it"),
        (step(said("greet.person")), "was left in it"),
        (step(said(" ")), "it is empty"),
        (step(said("Hola"), said("Hola")), "said twice"),
        (step(incidents=("withheld:not_verified greet.person",)), "incident"),
        (step(replace(said("Hola"), state="refused")), "is refused"),
        (step(said("Son $9.99", key="balance.summary"), of=OWNER), "nobody reckoned"),
        (step(said("Son $1,500.00", key="balance.summary"), of=OWNER), "nobody reckoned"),
        (step(said("¿Anoto $160.00?", key="terms.promise"), of=OWNER), "nobody reckoned"),
        (step(of=OWNER, offers=(offer(Money(90_000, "MXN")),)), "not in the"),
        (step(offers=(offer(TOTAL),)), "somebody else's account"),
    ],
)
def test_what_breaks_a_promise_is_noticed(wrong, words):
    assert any(words in fault for fault in broken(wrong))


def test_titles_and_options_that_do_not_fit_are_noticed():
    options = tuple(Option(id=str(n), title=f"Opción {n}") for n in range(11))
    fault = broken(step(said("Elige", options=options, options_title="Ver"), of=OWNER))
    assert any("do not fit" in words for words in fault)


def test_everyone_of_the_demo_can_walk():
    walkers = [walker(demo_id, number) for number, demo_id in enumerate(demo_ids())]
    assert len({one.phone for one in walkers}) == len(walkers)
    shared = next(one for one in walkers if one.demo_id == "CUS-9")
    assert len(shared.facts) == 2
