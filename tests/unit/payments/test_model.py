"""Whether a pay link may be paid, and for how much."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.ids import AccountId, ContactId, PayLinkId, PlanId
from bot.kernel.money import Money
from bot.payments.model import Due, LinkState, PayLink, Purpose, Standing, judge

NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)


def link(*, said=150_000, currency="MXN", state=LinkState.OPEN, ahead=timedelta(days=3)):
    return PayLink(
        id=PayLinkId("pay_1"),
        plan_id=PlanId("plan_1"),
        purpose=Purpose.INSTALLMENT,
        installment_no=1,
        account_id=AccountId("ACC-1"),
        contact_id=ContactId("con_1"),
        amount=Money(said, currency),
        state=state,
        expires_at=NOW + ahead,
    )


def due(the_link=None, *, active=True, paid=False, lapsed=False, owed=150_000):
    the_link = the_link or link()
    return judge(
        the_link,
        owed=Money(owed, the_link.amount.currency),
        is_plan_active=active,
        is_paid=paid,
        has_lapsed=lapsed,
        now=NOW,
    )


@pytest.mark.parametrize("owed", [120_000, 150_000, 180_000])
def test_an_open_link_asks_what_is_owed_now_whatever_was_said(owed):
    assert due(owed=owed) == Due(standing=Standing.PAYABLE, amount=Money(owed, "MXN"))


@pytest.mark.parametrize(
    ("found", "standing"),
    [
        (due(link(state=LinkState.PAID)), Standing.PAID),
        (due(paid=True), Standing.PAID),
        (due(link(state=LinkState.PAID), active=False, owed=0), Standing.PAID),
        (due(owed=0), Standing.NOTHING_OWED),
        (due(owed=-5), Standing.NOTHING_OWED),
        (due(active=False), Standing.SUPERSEDED),
        (due(link(state=LinkState.REVOKED), active=False), Standing.SUPERSEDED),
        (due(link(state=LinkState.REVOKED)), Standing.REVOKED),
        (due(lapsed=True), Standing.EXPIRED),
        (due(link(ahead=timedelta(seconds=-1))), Standing.EXPIRED),
        (due(link(ahead=timedelta(minutes=30))), Standing.EXPIRED),
        (due(link(ahead=timedelta(minutes=31))), Standing.PAYABLE),
        (due(owed=999), Standing.TOO_SMALL),
        (due(owed=1_000), Standing.PAYABLE),
        (due(link(currency="USD"), owed=49), Standing.TOO_SMALL),
        (due(link(currency="USD"), owed=50), Standing.PAYABLE),
    ],
)
def test_why_a_link_can_or_cannot_be_paid(found, standing):
    assert found.standing is standing


@given(said=st.integers(1, 10**9), owed=st.integers(-(10**9), 10**9))
def test_what_is_payable_is_exactly_what_is_owed(said, owed):
    found = due(link(said=said), owed=owed)
    assert found.amount.amount_minor == owed
    assert (found.standing is Standing.PAYABLE) == (owed >= 1_000)
