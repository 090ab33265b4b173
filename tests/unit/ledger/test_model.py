"""Balances: what is owed, since when, and when no figure may be told."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.money import Money, total
from bot.ledger.model import COMPONENTS, Balance, LedgerDoubt, OpenCharge, days_past_due, summarize
from tests.builders.ledger import TODAY, account, days, mxn, owed


def balance_of(*charges: OpenCharge) -> Balance:
    return summarize(
        account(),
        charges,
        today=TODAY,
        total_owed=total((c.owed for c in charges), "MXN"),
        credit=mxn("0"),
    )


def test_a_balance_tells_what_is_late_and_what_comes_next() -> None:
    found = balance_of(
        owed("late", "980.01", due=-31), owed("next", "980.01", due=30), owed("far", "5", due=60)
    )
    assert (found.total, found.past_due) == (mxn("1965.02"), mxn("980.01"))
    assert (found.next_due_on, found.next_due_amount) == (days(30), mxn("980.01"))
    assert found.days_past_due == 31


def test_what_falls_due_today_is_not_late_yet() -> None:
    found = balance_of(owed("today", "10", due=0))
    assert (found.days_past_due, found.past_due, found.next_due_on) == (0, mxn("0"), TODAY)


def test_charges_of_the_next_day_are_asked_for_together() -> None:
    found = balance_of(owed("a", "10", due=5), owed("b", "2.50", due=5, of="fee"))
    assert found.next_due_amount == mxn("12.50")


def test_an_account_that_owes_nothing_has_no_due_date() -> None:
    found = balance_of()
    assert (found.total, found.components, found.next_due_amount) == (mxn("0"), (), None)


def test_components_come_in_the_fixed_order_without_zeros() -> None:
    found = balance_of(owed("t", "1", of="tax"), owed("p", "2"), owed("p2", "3"))
    assert found.components == (("principal", mxn("5")), ("tax", mxn("1")))


def test_paid_charges_do_not_count_for_the_days() -> None:
    paid = replace(owed("old", "10", due=-90), owed=mxn("0"))
    assert days_past_due([paid, owed("new", "10", due=-3)], TODAY) == 3


@pytest.mark.parametrize(
    ("total_owed", "credit", "reason"),
    [
        ("9.99", "0", "the components do not add up to the total"),
        ("10", "1", "a credit stands beside a debt"),
        ("10", "-1", "more credit was used than received"),
    ],
)
def test_figures_that_contradict_each_other_are_in_doubt(
    total_owed: str, credit: str, reason: str
) -> None:
    with pytest.raises(LedgerDoubt) as doubt:
        summarize(
            account(),
            [owed("a", "10")],
            today=TODAY,
            total_owed=mxn(total_owed),
            credit=mxn(credit),
        )
    assert doubt.value.reason == reason


@pytest.mark.parametrize("minor", [-1, 1001])
def test_a_charge_paid_beyond_its_amount_is_in_doubt(minor: int) -> None:
    odd = replace(owed("a", "10"), owed=Money(minor, "MXN"))
    with pytest.raises(LedgerDoubt, match="beyond its amount"):
        balance_of(odd)


def test_a_charge_in_another_currency_is_in_doubt() -> None:
    odd = replace(owed("a", "10"), owed=Money(1000, "USD"))
    with pytest.raises(LedgerDoubt, match="another currency"):
        summarize(account(), [odd], today=TODAY, total_owed=mxn("10"), credit=mxn("0"))


def test_a_doubt_of_the_import_stands_whatever_the_figures_say() -> None:
    doubted = account(doubt="declared_total")
    with pytest.raises(LedgerDoubt, match="declared_total"):
        summarize(doubted, [], today=TODAY, total_owed=mxn("0"), credit=mxn("0"))


@given(
    st.lists(st.tuples(st.integers(1, 10**9), st.integers(-400, 400), st.sampled_from(COMPONENTS)))
)
def test_components_always_sum_to_the_total_and_late_is_part_of_it(
    drawn: list[tuple[int, int, str]],
) -> None:
    charges = [
        owed(str(i), str(Money(minor, "MXN").to_decimal()), due=due, of=of)  # type: ignore[arg-type]  # drawn from COMPONENTS
        for i, (minor, due, of) in enumerate(drawn)
    ]
    found = balance_of(*charges)
    assert total((amount for _, amount in found.components), "MXN") == found.total
    assert mxn("0") <= found.past_due <= found.total
    assert (found.days_past_due > 0) == (found.past_due.amount_minor > 0)
