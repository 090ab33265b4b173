"""Which ways of paying an amount has, and how long a voucher may live."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.clock import local_date
from bot.kernel.money import Money
from bot.payments.methods import voucher_days, ways_to_pay
from bot.payments.sessions import session_expiry

ZONE = "America/Mexico_City"
NOON = datetime(2026, 11, 21, 18, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 22, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minor", "currency", "days", "ways"),
    [
        (50_000, "MXN", 3, ("card", "oxxo", "spei")),
        (1_000, "MXN", 1, ("card", "oxxo", "spei")),
        (999, "MXN", 3, ("card", "spei")),
        (1_000_000, "MXN", 3, ("card", "oxxo", "spei")),
        (1_000_001, "MXN", 3, ("card", "spei")),
        (50_000, "MXN", 0, ("card", "spei")),
        (50_000, "COP", 3, ("card",)),
        (50_000, "USD", 3, ("card",)),
    ],
)
def test_which_ways_there_are(minor, currency, days, ways):
    assert ways_to_pay(Money(minor, currency), voucher_days=days) == ways


@pytest.mark.parametrize(
    ("link_days", "days"), [(0, 0), (1, 0), (2, 1), (3, 2), (8, 7), (9, 7), (40, 7)]
)
def test_a_voucher_ends_with_its_link_at_the_latest(link_days, days):
    end = MIDNIGHT + timedelta(days=link_days)
    assert voucher_days(end, session_expiry(end, NOON)) == days


@given(
    ahead=st.timedeltas(timedelta(minutes=31), timedelta(days=40)),
    made_after=st.timedeltas(timedelta(0), timedelta(hours=23)),
)
def test_a_voucher_made_at_any_moment_of_its_session_never_outlives_the_link(ahead, made_after):
    end = NOON + ahead
    closes = session_expiry(end, NOON)
    days = voucher_days(end, closes)
    made = min(NOON + made_after, closes - timedelta(seconds=1))
    last_day = local_date(made, ZONE) + timedelta(days=days)
    voucher_ends = datetime.combine(last_day, time(23, 59), ZoneInfo(ZONE))
    assert not days or voucher_ends <= end + timedelta(hours=1)
