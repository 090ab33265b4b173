"""Whether a pay link may be paid, and for how much."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.ids import AccountId, ContactId, PayLinkId, PlanId
from bot.kernel.money import Money
from bot.payments.model import (
    LONGEST_SESSION,
    Due,
    LinkState,
    PayLink,
    PaySession,
    SessionState,
    Standing,
    judge,
    session_expiry,
)

NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)


def link(*, amount=150_000, currency="MXN", state=LinkState.OPEN, ahead=timedelta(days=3)):
    return PayLink(
        id=PayLinkId("pay_1"),
        plan_id=PlanId("plan_1"),
        installment_no=1,
        account_id=AccountId("ACC-1"),
        contact_id=ContactId("con_1"),
        amount=Money(amount, currency),
        state=state,
        expires_at=NOW + ahead,
    )


def due(the_link=None, *, active=True, paid=False, owed=200_000):
    the_link = the_link or link()
    return judge(
        the_link,
        is_plan_active=active,
        is_installment_paid=paid,
        owed=Money(owed, the_link.amount.currency),
        now=NOW,
    )


def test_an_open_link_asks_its_amount():
    assert due() == Due(standing=Standing.PAYABLE, amount=Money(150_000, "MXN"))


def test_never_more_than_is_owed():
    assert due(owed=120_000).amount == Money(120_000, "MXN")


@pytest.mark.parametrize(
    ("found", "standing"),
    [
        (due(link(state=LinkState.PAID)), Standing.PAID),
        (due(paid=True), Standing.PAID),
        (due(link(state=LinkState.PAID), active=False, owed=0), Standing.PAID),
        (due(owed=0), Standing.NOTHING_OWED),
        (due(owed=-5), Standing.NOTHING_OWED),
        (due(link(state=LinkState.REVOKED)), Standing.SUPERSEDED),
        (due(active=False), Standing.SUPERSEDED),
        (due(link(ahead=timedelta(seconds=-1))), Standing.EXPIRED),
        (due(link(ahead=timedelta(minutes=30))), Standing.EXPIRED),
        (due(link(ahead=timedelta(minutes=31))), Standing.PAYABLE),
        (due(link(amount=999)), Standing.TOO_SMALL),
        (due(link(amount=1_000)), Standing.PAYABLE),
        (due(link(amount=49, currency="USD")), Standing.TOO_SMALL),
        (due(link(amount=50, currency="USD")), Standing.PAYABLE),
        (due(owed=999), Standing.TOO_SMALL),
    ],
)
def test_why_a_link_can_or_cannot_be_paid(found, standing):
    assert found.standing is standing


@given(amount=st.integers(1, 10**9), owed=st.integers(-(10**9), 10**9))
def test_what_is_payable_is_positive_and_within_both_bounds(amount, owed):
    found = due(link(amount=amount), owed=owed)
    if found.standing is Standing.PAYABLE:
        assert 0 < found.amount.amount_minor <= min(amount, owed)


def test_a_session_ends_with_its_link():
    end = NOW + timedelta(hours=2, microseconds=7)
    assert session_expiry(end, NOW) == NOW + timedelta(hours=2)


def test_a_session_of_a_long_link_ends_within_stripes_day():
    assert session_expiry(NOW + timedelta(days=30), NOW) == NOW + LONGEST_SESSION


def test_a_generation_has_a_key_of_its_own():
    session = PaySession(
        link_id=PayLinkId("pay_1"),
        generation=3,
        amount=Money(1, "MXN"),
        expires_at=NOW,
        request="{}",
        state=SessionState.CREATING,
    )
    assert session.idempotency_key == "cs:pay_1:3"
