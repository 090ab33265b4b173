"""What a night costs: exact over months, never below zero, nothing once it is settled."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.money import Money
from bot.ledger.accruals import (
    INTEREST_PARTS,
    TAX_PARTS,
    AccrualTerms,
    Carried,
    DueCharge,
    Night,
    accrue,
    days_between,
)
from bot.ledger.model import Component
from tests.builders.ledger import mxn

DUE = date(2026, 1, 31)
TERMS = AccrualTerms(
    late_interest_pct=Decimal("36.00"),
    day_count=360,
    tax_pct=Decimal(16),
    late_fee=None,
    grace_days=0,
)


def owed(
    minor: int,
    *moves: tuple[date, int],
    of: Component = "principal",
    due_on: date = DUE,
) -> DueCharge:
    """A charge of `minor` cents, and what changed it since."""
    return DueCharge(component=of, due_on=due_on, movements=((due_on, minor), *moves))


def days(count: int, *, after: date = DUE) -> tuple[date, ...]:
    return days_between(after, after + timedelta(days=count))


def nights(
    *charges: DueCharge, on: Sequence[date], terms: AccrualTerms = TERMS, **changes: Any
) -> tuple[Night, ...]:
    found, _ = accrue(
        replace(terms, **changes), charges, days=on, carried=Carried(), currency="MXN"
    )
    return found


def interest(found: Sequence[Night]) -> int:
    return sum(night.interest.amount_minor for night in found)


def tax(found: Sequence[Night]) -> int:
    return sum(night.tax.amount_minor for night in found)


# 36 % of 1,000.00 is 1.00 a day of 360, and 0.986301… a day of 365.
@pytest.mark.parametrize(
    ("pct", "day_count", "minor", "count", "expected"),
    [
        ("36.00", 360, 1_000_00, 1, 1_00),
        ("36.00", 360, 1_000_00, 90, 90_00),
        ("36.00", 365, 1_000_00, 1, 98),
        ("36.00", 365, 1_000_00, 2, 1_97),
        ("36.00", 365, 1_000_00, 365, 360_00),
        ("36.00", 365, 980_01, 365, 352_80),
        ("36.00", 360, 980_01, 30, 29_40),
        ("18.25", 365, 1_00, 365, 18),
        ("0.0001", 360, 1_000_00, 359, 0),
        ("0.0001", 360, 10_000_00, 360, 1),
        ("0", 360, 1_000_00, 60, 0),
        ("119.9999", 365, 12_345_67, 100, 4058_84),
    ],
)
def test_many_nights_cost_the_exact_sum_rounded_down_once(
    pct: str, day_count: int, minor: int, count: int, expected: int
) -> None:
    found = nights(
        owed(minor), on=days(count), late_interest_pct=Decimal(pct), day_count=day_count
    )
    assert interest(found) == expected


def test_a_leap_day_is_a_day_like_any_other() -> None:
    february = days_between(date(2028, 1, 31), date(2028, 2, 29))
    found = nights(owed(1_000_00, due_on=date(2028, 1, 1)), on=february)
    assert (interest(found), found[-1].day) == (29_00, date(2028, 2, 29))


def test_a_leap_year_costs_one_day_of_365_more() -> None:
    year = days_between(date(2027, 12, 31), date(2028, 12, 31))
    charge = owed(1_000_00, due_on=date(2027, 12, 1))
    assert interest(nights(charge, on=year, day_count=365)) == 360_98


@pytest.mark.parametrize(("grace", "first"), [(0, 1), (3, 4), (10, 11)])
def test_days_of_grace_cost_nothing_then_or_later(grace: int, first: int) -> None:
    found = nights(owed(1_000_00), on=days(20), grace_days=grace)
    assert found[0].day == DUE + timedelta(days=first)
    assert interest(found) == (20 - grace) * 1_00


@pytest.mark.parametrize("component", ["ordinary_interest", "tax", "fee", "late_interest"])
def test_only_principal_bears_interest(component: Component) -> None:
    assert nights(owed(1_000_00, of=component), on=days(30)) == ()


def test_what_was_paid_bears_interest_until_the_day_it_was_paid() -> None:
    paid_on = DUE + timedelta(days=10)
    found = nights(owed(1_000_00, (paid_on, -400_00)), on=days(20))
    assert [night.base for night in found] == [mxn("1000.00")] * 9 + [mxn("600.00")] * 11


def test_money_that_went_back_bears_interest_again() -> None:
    paid, back = DUE + timedelta(days=2), DUE + timedelta(days=5)
    found = nights(owed(1_000_00, (paid, -1_000_00), (back, 1_000_00)), on=days(7))
    assert [night.day.day for night in found] == [1, 5, 6, 7]


def test_what_was_settled_before_its_night_was_reached_costs_nothing() -> None:
    settled_on = DUE + timedelta(days=9)
    assert nights(owed(1_000_00, (settled_on, -1_000_00)), on=days(5)) == ()


def test_all_of_it_is_due_with_the_oldest_debt_still_open() -> None:
    oldest = owed(10_00, (DUE + timedelta(days=40), -10_00))
    next_one = owed(500_00, due_on=DUE + timedelta(days=5))
    found = nights(oldest, next_one, on=days(10))
    assert {night.due_on for night in found} == {DUE + timedelta(days=5)}


def test_a_missed_date_costs_one_fee_and_its_tax() -> None:
    found = nights(
        owed(1_000_00), owed(50_00, of="ordinary_interest"),
        on=days(60), grace_days=3, late_fee=mxn("350.00"), late_interest_pct=Decimal(0),
    )  # fmt: skip
    assert [(night.day, night.fee, night.tax) for night in found] == [
        (DUE + timedelta(days=4), mxn("350.00"), mxn("56.00"))
    ]


def test_each_missed_date_costs_its_own_fee() -> None:
    second = owed(1_000_00, due_on=DUE + timedelta(days=30))
    found = nights(owed(1_000_00), second, on=days(60), late_fee=mxn("350.00"))
    assert [night.day for night in found if night.fee] == [
        DUE + timedelta(days=1),
        DUE + timedelta(days=31),
    ]


def test_a_date_missed_before_the_terms_were_declared_costs_no_fee() -> None:
    later = days(30, after=DUE + timedelta(days=10))
    assert not any(night.fee for night in nights(owed(1_00), on=later, late_fee=mxn("350.00")))


def test_tax_is_of_what_was_charged_and_its_fractions_are_carried() -> None:
    found = nights(owed(300_00), on=days(10))  # 30 cents a night, 4.8 of tax
    assert [night.tax.amount_minor for night in found] == [4, 5, 5, 5, 5, 4, 5, 5, 5, 5]


def test_a_night_names_only_what_it_adds() -> None:
    (night,) = nights(owed(300_00), on=days(1), tax_pct=Decimal(0))
    assert night.added == (("late_interest", Money(30, "MXN")),)


def test_a_currency_without_cents_accrues_whole_units() -> None:
    found, _ = accrue(TERMS, [owed(5_000)], days=days(30), carried=Carried(), currency="JPY")
    assert [night.interest for night in found] == [Money(5, "JPY")] * 30


pcts = st.decimals(min_value=0, max_value=999, places=4)
moves = st.lists(st.tuples(st.integers(0, 90), st.integers(1, 40_000)), max_size=6)


@st.composite
def some_charges(draw: st.DrawFn) -> tuple[DueCharge, ...]:
    """Charges with payments on them that never pay them whole."""
    charges = []
    for _ in range(draw(st.integers(1, 3))):
        paid = [(DUE + timedelta(days=day), -minor) for day, minor in draw(moves)]
        minor = draw(st.integers(1, 2_000_000)) - sum(part for _, part in paid)
        due_on = DUE + timedelta(days=draw(st.integers(-40, 40)))
        charges.append(DueCharge(
            component=draw(st.sampled_from(["principal", "ordinary_interest"])),
            due_on=due_on,
            movements=((due_on, minor), *paid),
        ))  # fmt: skip
    return tuple(charges)


some_terms = st.builds(
    AccrualTerms,
    late_interest_pct=pcts,
    day_count=st.sampled_from([360, 365]),
    tax_pct=st.decimals(min_value=0, max_value=100, places=4),
    late_fee=st.none() | st.builds(Money, st.integers(1, 100_000), st.just("MXN")),
    grace_days=st.integers(0, 15),
)


@given(some_terms, some_charges(), st.lists(st.integers(1, 30), min_size=1, max_size=5))
def test_night_by_night_costs_what_catching_up_at_once_costs(
    terms: AccrualTerms, charges: tuple[DueCharge, ...], runs: list[int]
) -> None:
    at_once, rest = accrue(terms, charges, days=days(sum(runs)), carried=Carried(), currency="MXN")
    carried, after, one_by_one = Carried(), DUE, []
    for count in runs:
        some, carried = accrue(
            terms, charges, days=days(count, after=after), carried=carried, currency="MXN"
        )
        after += timedelta(days=count)
        one_by_one.extend(some)
    assert (tuple(one_by_one), carried) == (at_once, rest)


@given(some_terms, some_charges())
def test_nothing_is_ever_given_back_and_less_than_a_cent_is_carried(
    terms: AccrualTerms, charges: tuple[DueCharge, ...]
) -> None:
    found, carried = accrue(terms, charges, days=days(80), carried=Carried(), currency="MXN")
    assert all(amount.amount_minor > 0 for night in found for _, amount in night.added)
    assert 0 <= carried.interest < INTEREST_PARTS
    assert 0 <= carried.tax < TAX_PARTS


@given(some_terms, st.integers(1, 10**12), st.integers(1, 400))
def test_the_sum_is_the_fraction_rounded_down(terms: AccrualTerms, minor: int, count: int) -> None:
    found = nights(owed(minor), on=days(count), terms=terms, late_fee=None)
    late = max(0, count - terms.grace_days)
    exact = Fraction(terms.late_interest_pct) / 100 / terms.day_count * minor * late
    assert interest(found) == int(exact)
    assert tax(found) == int(Fraction(terms.tax_pct) / 100 * int(exact))


@given(some_charges(), pcts)
def test_split_debts_bear_what_one_debt_bears(
    charges: tuple[DueCharge, ...], pct: Decimal
) -> None:
    halves = tuple(
        replace(charge, movements=(move,)) for charge in charges for move in charge.movements
    )
    positive = tuple(half for half in halves if half.owed_now > 0)
    whole = tuple(replace(charge, movements=charge.movements[:1]) for charge in charges)
    terms = replace(TERMS, late_interest_pct=pct)
    assert interest(nights(*positive, on=days(60), terms=terms)) == interest(
        nights(*whole, on=days(60), terms=terms)
    )
