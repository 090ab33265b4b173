"""What is answered to terms that a person names, on one debt under the demo's policy.

4,200.55 MXN, 118 days late on 21 November 2026: a discount of 298.23 for one payment by the 26th,
or 3 or 6 monthly payments from the 28th at the latest, 840.11 of it down.
"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.kernel.money import Money
from bot.policy.counter import Ask, Response, respond
from bot.policy.evaluate import AccountFacts, decide
from bot.policy.load import load
from bot.policy.terms import OfferTerms, Position

POLICY = load(Path("policies/offers.yml"))
TODAY = date(2026, 11, 21)
SUMS = {"total", "discount", "each"}
OWED = {
    "principal": "2980.00",
    "ordinary_interest": "540.30",
    "late_interest": "480.25",
    "fee": "172.41",
    "tax": "27.59",
}


def money(amount: str) -> Money:
    return Money.parse(amount, "MXN")


def asked(*, days_past_due: int = 118, **said: Any) -> Response:
    position = Position(
        currency="MXN",
        total=money("4200.55"),
        past_due=money("4200.55"),
        components={name: money(amount) for name, amount in OWED.items()},
    )
    facts = AccountFacts(country="MX", days_past_due=days_past_due, balance=position.total)
    ask = Ask(**{name: money(v) if name in SUMS else v for name, v in said.items()})
    return respond(ask, decide(POLICY, facts), position, TODAY)


def short(offers: tuple[OfferTerms, ...]) -> list[str]:
    """`plan 6` or `full`, as a person would tell them apart."""
    return [
        f"plan {len(offer.installments)}" if offer.kind == "plan" else offer.kind
        for offer in offers
    ]


@pytest.mark.parametrize(
    ("said", "offer"),
    [
        ({"payments": 6}, "plan 6"),
        ({"total": "4200.55"}, "full"),
        ({"total": "4200"}, "full"),  # people round
        ({"total": "5000"}, "full"),  # nobody is charged more than they owe
        ({"total": "4000"}, "settlement"),
        ({"total": "3902.32"}, "settlement"),
        ({"total": "3900"}, "settlement"),
        ({"discount": "298.23"}, "settlement"),
        ({"discount": "100"}, "settlement"),
        ({"each": "850"}, "plan 6"),
        ({"each": "2000"}, "plan 3"),
        ({"each": "4300"}, "full"),
        ({"payments": 3, "every": "month"}, "plan 3"),
        ({"payments": 1, "total": "4200.55"}, "full"),
        ({"kind": "settlement", "first_on": date(2026, 11, 24)}, "settlement"),
    ],
)
def test_what_is_allowed_is_what_was_asked(said: dict[str, Any], offer: str) -> None:
    found = asked(**said)
    assert short(found.met) == [offer]
    assert (found.nearest, found.unmet) == ((), None)


@pytest.mark.parametrize(
    ("said", "nearest", "unmet"),
    [
        ({"payments": 8}, ["plan 6", "plan 3"], "payments"),
        ({"payments": 2}, ["plan 3", "plan 6"], "payments"),
        ({"total": "3000"}, ["settlement", "plan 3"], "total"),
        ({"total": "1"}, ["settlement", "plan 3"], "total"),
        ({"discount": "2100.28"}, ["settlement", "plan 3"], "discount"),
        ({"each": "300"}, ["plan 6", "plan 3"], "each"),
        ({"payments": 8, "each": "300"}, ["plan 6", "plan 3"], "payments"),
        ({"payments": 6, "each": "300"}, ["plan 6", "plan 3"], "each"),
        ({"payments": 6, "total": "3000"}, ["plan 6", "plan 3"], "total"),
        ({"every": "week"}, ["plan 6", "plan 3"], "every"),
        ({"payments": 3, "every": "week"}, ["plan 3", "plan 6"], "every"),
        ({"kind": "plan", "payments": 3, "first_on": date(2026, 12, 20)}, ["plan 3"], "first_on"),
        ({"kind": "full", "first_on": date(2026, 12, 11)}, ["full"], "first_on"),
    ],
)
def test_the_nearest_is_found_and_what_it_is_not(
    said: dict[str, Any], nearest: list[str], unmet: str
) -> None:
    found = asked(**said)
    assert found.met == ()
    assert (short(found.nearest), found.unmet) == (nearest, unmet)


def test_a_day_within_the_window_is_the_day_of_the_plan() -> None:
    [plan] = asked(payments=3, first_on=date(2026, 11, 25)).met
    assert [part.due_on.isoformat() for part in plan.installments] == [
        *("2026-11-25", "2026-12-25", "2027-01-25")
    ]


def test_a_day_beyond_the_window_becomes_its_last_day() -> None:
    [plan] = asked(kind="plan", payments=3, first_on=date(2026, 12, 11)).nearest
    assert plan.installments[0].due_on == date(2026, 11, 28)


def test_what_several_offers_are_is_to_be_chosen_from() -> None:
    assert short(asked(payments=1).met) == ["full", "settlement"]
    assert sorted(short(asked(every="month").met)) == ["plan 3", "plan 6"]
    assert len(asked(first_on=date(2026, 11, 25)).met) == 4


def test_without_a_discount_to_give_the_nearest_payments_are_named() -> None:
    found = asked(days_past_due=12, total="2000")
    assert (short(found.nearest), found.unmet) == (["plan 2", "plan 3"], "total")


def test_who_must_see_a_person_is_answered_nothing() -> None:
    assert asked(days_past_due=200, payments=3) == Response()
