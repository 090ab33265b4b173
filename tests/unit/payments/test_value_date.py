"""Cash counts from the earliest day that a store can have taken it; all else from Stripe's."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.kernel.clock import local_date
from bot.kernel.money import Money
from bot.payments.seen import PaymentSeen
from bot.payments.value_date import received_at

ZONE = ZoneInfo("America/Mexico_City")
BEGUN = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)


def paid(at, *, method="oxxo", begun_at=BEGUN):
    return PaymentSeen(
        id="pi_1",
        status="succeeded",
        amount=Money(50_000, "MXN"),
        metadata={},
        paid_at=at,
        method=method,
        instructions=None,
        is_live=False,
        begun_at=begun_at,
    )


def at(month, day, hour=10):
    return datetime(2026, month, day, hour, tzinfo=ZONE).astimezone(UTC)


# When Stripe heard of the cash, and the day from which it counts, in Mexico City.
HEARD = {
    "on a Tuesday": (at(12, 8), (12, 7)),
    "on a Monday": (at(12, 7), (12, 4)),
    "on a Saturday": (at(12, 5), (12, 4)),
    "on a Sunday": (at(12, 6), (12, 4)),
    "after a Monday that was a holiday": (at(11, 17), (11, 13)),
    "late in the evening, the next day in UTC": (at(12, 8, 23), (12, 7)),
    "just after midnight": (at(12, 8, 0), (12, 7)),
}


@pytest.mark.parametrize(("heard", "day"), HEARD.values(), ids=HEARD)
@pytest.mark.parametrize("zone", ["America/Mexico_City", "America/Tijuana", "America/Cancun"])
def test_cash_counts_from_the_business_day_before_wherever_in_mexico(heard, day, zone):
    counted = local_date(received_at(paid(heard)), zone)
    assert (counted.month, counted.day) == day


def test_cash_never_counts_from_before_the_voucher():
    printed = at(12, 7, 9)
    assert received_at(paid(at(12, 7), begun_at=printed)) == printed


@pytest.mark.parametrize("method", ["card", "spei", "other"])
def test_all_else_counts_from_stripes_time(method):
    assert received_at(paid(at(12, 7), method=method)) == at(12, 7)


def test_what_is_not_paid_counts_from_no_time():
    assert received_at(paid(None)) is None
