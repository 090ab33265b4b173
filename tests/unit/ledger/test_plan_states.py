"""What instalments, plans and promises are, day by day."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.money import Money, total
from bot.ledger import plan_states
from bot.ledger.arranging import moves
from bot.ledger.payment import after
from bot.ledger.plans import Plan, next_installment
from bot.ledger.promises import PromiseTerms, state_on
from tests.builders.ledger import days, mxn, owed, plan, terms

# Two payments of 100, due in 7 and in 37 days.
TWO = terms("plan", "100", "100")
PATIENT = replace(TWO, grace_days=2, tolerance_pct=Decimal(5))


def paid(agreed: Plan, *amounts: str) -> Plan:
    return plan_states.with_shares(agreed, [(no, mxn(a)) for no, a in enumerate(amounts, 1)])


@pytest.mark.parametrize(
    ("amount", "day", "strict", "patient"),
    [
        ("0", 0, "pending", "pending"),
        ("0", 7, "pending", "pending"),
        ("0", 8, "late", "late"),
        ("40", 7, "partial", "partial"),
        ("40", 8, "late", "late"),
        ("94.99", 8, "late", "late"),
        ("95", 8, "late", "partial"),
        ("100", 8, "paid", "paid"),
    ],
)
def test_an_instalment_on_a_day(amount: str, day: int, strict: str, patient: str) -> None:
    first = paid(plan(TWO), amount).installments[0]
    assert plan_states.state_of(first, TWO, days(day)) == strict
    assert plan_states.state_of(first, PATIENT, days(day)) == patient


@pytest.mark.parametrize(
    ("agreed", "amounts", "day", "no"),
    [
        (TWO, ("0", "0"), 7, None),
        (TWO, ("0", "0"), 8, 1),
        (TWO, ("99.99", "0"), 8, 1),
        (TWO, ("100", "0"), 37, None),
        (TWO, ("100", "0"), 38, 2),
        (PATIENT, ("0", "0"), 9, None),
        (PATIENT, ("0", "0"), 10, 1),
        (PATIENT, ("95", "0"), 10, None),
        (PATIENT, ("95", "94.99"), 40, 2),
        (PATIENT, ("95", "95"), 400, None),
    ],
)
def test_a_plan_breaks_after_grace_and_tolerance(
    agreed, amounts: tuple[str, str], day: int, no: int | None
) -> None:
    missed = plan_states.missed(paid(plan(agreed), *amounts), days(day))
    assert (missed.no if missed else None) == no


def test_what_is_missing_within_the_tolerance_is_not_asked_for_next() -> None:
    upcoming = next_installment(paid(plan(PATIENT), "95"))
    assert upcoming is not None
    assert upcoming.no == 2


def test_a_plan_that_ended_waits_for_nothing() -> None:
    ended = plan_states.cut_off(plan_states.on_day(paid(plan(TWO), "100", "5"), days(0)))
    assert [i.state for i in ended.installments] == ["paid", "cancelled"]


def test_what_goes_back_opens_the_newest_instalment_first() -> None:
    lost = plan_states.taken_back(mxn("120"), [(1, mxn("100")), (2, mxn("100"))])
    assert lost == ((2, mxn("-100")), (1, mxn("-20")))


@given(st.integers(0, 30_000), st.sampled_from([None, 1, 2]))
def test_shares_never_exceed_an_instalment_nor_the_money(minor: int, first: int | None) -> None:
    given_shares = plan_states.shares(plan(TWO), Money(minor, "MXN"), first=first)
    assert total((part for _, part in given_shares), "MXN").amount_minor == min(minor, 20_000)
    assert all(0 < part.amount_minor <= 10_000 for _, part in given_shares)


@given(st.lists(st.integers(0, 20_000), min_size=1, max_size=4))
def test_exactly_what_is_wanted_is_arranged_and_nothing_else_changes(wanted: list[int]) -> None:
    debt = [owed("old", "100", due=-60), owed("fee", "20", due=-10, of="fee"), owed("new", "80")]
    charges = debt
    for minor in wanted:
        entries = moves(charges, Money(minor, "MXN"))
        assert not total((e.amount for e in entries), "MXN")
        charges = after(charges, entries)
        arranged = total((c.arranged for c in charges), "MXN")
        assert arranged.amount_minor == min(minor, 20_000)
        assert [c.owed for c in charges] == [c.owed for c in debt]
        assert all(mxn("0") <= c.arranged <= c.owed for c in charges)


def test_the_oldest_debt_is_what_a_smaller_agreement_is_about() -> None:
    charges = [owed("new", "80", due=9), owed("old", "100", due=-60)]
    assert {e.charge_id for e in moves(charges, mxn("100"))} == {"old"}


def test_what_a_wrong_movement_left_in_arranged_is_put_right() -> None:
    odd = [
        replace(owed("a", "10"), arranged=mxn("-4")),
        replace(owed("b", "0"), arranged=mxn("4")),
    ]
    mended = after(odd, moves(odd, mxn("0")))
    assert [c.arranged for c in mended] == [mxn("0"), mxn("0")]


PROMISE = PromiseTerms(amount=mxn("100"), due_on=days(5), grace_days=1, tolerance_pct=Decimal(5))


@pytest.mark.parametrize(
    ("received", "day", "state"),
    [
        ("0", 0, "open"),
        ("0", 6, "open"),
        ("0", 7, "broken"),
        ("94.99", 6, "open"),
        ("94.99", 7, "partial"),
        ("95", 0, "kept"),
        ("95", 7, "kept"),
        ("200", 7, "kept"),
        ("-5", 7, "broken"),
    ],
)
def test_a_promise_on_a_day(received: str, day: int, state: str) -> None:
    assert state_on(PROMISE, mxn(received), days(day)) == state
    assert PROMISE.last_day == PROMISE.due_on + timedelta(days=1)
