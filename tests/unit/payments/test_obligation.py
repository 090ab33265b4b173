"""What each purpose asks of a plan."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.ids import AccountId, ContactId, OfferId, PlanId, Wamid
from bot.kernel.money import Money
from bot.ledger.plans import Plan, PlanInstallment
from bot.ledger.terms import Installment, PlanTerms
from bot.payments.model import Purpose
from bot.payments.obligation import asked_by, has_lapsed, usual_purpose

DAYS = [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]


def pesos(minor):
    return Money(minor, "MXN")


def plan(kind="plan", *, paid=(0, 0, 0), days=DAYS):
    amounts = [pesos(50_000) for _ in days]
    parts = [
        Installment(no=no, due_on=day, amount=amount)
        for no, (day, amount) in enumerate(zip(days, amounts, strict=True), 1)
    ]
    discount = pesos(10_000 if kind == "settlement" else 0)
    return Plan(
        id=PlanId("plan_1"),
        folio="K7M2QX9A",
        account_id=AccountId("ACC-1"),
        contact_id=ContactId("con_1"),
        offer_id=OfferId("off_1"),
        terms=PlanTerms(
            kind=kind,
            total=pesos(50_000 * len(days)),
            discount=discount,
            discount_by_component={"fee": discount} if discount else {},
            installments=tuple(parts),
        ),
        policy="demo",
        policy_version=1,
        rule="r",
        why=(),
        state="active",
        accepted_at=datetime(2026, 10, 25, 18, tzinfo=UTC),
        accepted_wamid=Wamid("wamid.yes"),
        installments=tuple(
            PlanInstallment(
                no=part.no,
                due_on=part.due_on,
                amount=part.amount,
                paid=pesos(done),
                state="paid" if done == part.amount.amount_minor else "pending",
            )
            for part, done in zip(parts, paid, strict=False)
        ),
    )


@pytest.mark.parametrize(
    ("purpose", "no", "today", "asked"),
    [
        (Purpose.INSTALLMENT, 1, DAYS[0], 0),
        (Purpose.INSTALLMENT, 2, DAYS[0], 30_000),
        (Purpose.INSTALLMENT, 3, DAYS[0], 50_000),
        (Purpose.OVERDUE, None, DAYS[0], 0),
        (Purpose.OVERDUE, None, DAYS[1], 30_000),
        (Purpose.OVERDUE, None, DAYS[2], 80_000),
        (Purpose.EVERYTHING, None, DAYS[0], 80_000),
    ],
)
def test_what_is_asked_of_a_plan_that_is_partly_paid(purpose, no, today, asked):
    found = asked_by(plan(paid=(50_000, 20_000, 0)), purpose, installment_no=no, today=today)
    assert found == pesos(asked)


def test_an_agreement_on_the_arrears_is_asked_before_its_day_too():
    arrears = plan("current", paid=(0,), days=DAYS[1:2])
    found = asked_by(arrears, Purpose.OVERDUE, installment_no=None, today=DAYS[0])
    assert found == pesos(50_000)


@pytest.mark.parametrize(
    ("kind", "purpose"),
    [("full", "everything"), ("current", "overdue"), ("settlement", "settlement")],
)
def test_an_agreement_of_one_payment_has_a_purpose_of_its_own(kind, purpose):
    assert usual_purpose(plan(kind, paid=(0,), days=DAYS[:1])) is Purpose(purpose)


@pytest.mark.parametrize(("today", "expected"), [(DAYS[0], False), (date(2026, 11, 2), True)])
def test_a_settlements_price_holds_until_its_day(today, expected):
    assert has_lapsed(plan("settlement", paid=(0,), days=DAYS[:1]), today) is expected
    assert not has_lapsed(plan(paid=(0, 0, 0)), today)


@given(paid=st.tuples(*[st.integers(0, 50_000)] * 3), today=st.sampled_from(DAYS))
def test_the_instalments_together_are_everything_and_what_is_due_is_never_more(paid, today):
    one = plan(paid=paid)
    each = [
        asked_by(one, Purpose.INSTALLMENT, installment_no=no, today=today).amount_minor
        for no in (1, 2, 3)
    ]
    due, all_ = (
        asked_by(one, purpose, installment_no=None, today=today).amount_minor
        for purpose in (Purpose.OVERDUE, Purpose.EVERYTHING)
    )
    assert sum(each) == all_ == 150_000 - sum(paid)
    assert due <= all_
