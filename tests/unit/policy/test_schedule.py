"""Days and amounts of a plan."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.money import Money
from bot.policy.blocks import Every, Plan
from bot.policy.schedule import due_dates, installment_amounts


def amounts(plan: Plan, minor: int, count: int) -> list[int]:
    parts = installment_amounts(plan, Money(minor, "MXN"), count=count)
    return [part.amount_minor for part in parts]


def plan(**fields: object) -> Plan:
    return Plan.model_validate({"counts": (2, 3, 6), **fields})


def test_a_month_keeps_its_day_and_ends_sooner_when_it_is_shorter() -> None:
    assert due_dates(date(2026, 12, 31), "month", count=4) == (
        date(2026, 12, 31),
        date(2027, 1, 31),
        date(2027, 2, 28),
        date(2027, 3, 31),
    )


@pytest.mark.parametrize(
    ("every", "last"), [("week", date(2026, 12, 15)), ("fortnight", date(2026, 12, 29))]
)
def test_weeks_and_fortnights_step_by_days(every: Every, last: date) -> None:
    assert due_dates(date(2026, 12, 1), every, count=3)[-1] == last


@given(
    first=st.dates(date(2020, 1, 1), date(2090, 1, 1)),
    every=st.sampled_from(["week", "fortnight", "month"]),
    count=st.integers(2, 60),
)
def test_due_days_always_go_forward(first: date, every: Every, count: int) -> None:
    days = due_dates(first, every, count=count)

    assert days[0] == first
    assert len(set(days)) == count
    assert list(days) == sorted(days)


def test_without_a_down_payment_the_parts_are_equal() -> None:
    assert amounts(plan(), 100_000, 3) == [33_334, 33_333, 33_333]


def test_a_down_payment_comes_first_and_the_rest_is_equal() -> None:
    assert amounts(plan(down_pct=10), 100_001, 3) == [10_000, 45_001, 45_000]


def test_a_down_payment_may_be_an_amount() -> None:
    assert amounts(plan(down_amount="250.00"), 100_000, 2) == [25_000, 75_000]


@pytest.mark.parametrize("fields", [{"min_installment": "333.34"}, {"down_amount": "1000.00"}])
def test_a_plan_with_a_part_too_small_is_no_plan(fields: dict[str, object]) -> None:
    assert amounts(plan(**fields), 100_000, 3) == []


def test_more_parts_than_cents_is_no_plan() -> None:
    assert amounts(plan(), 2, 3) == []
