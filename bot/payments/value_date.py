"""From which moment money counts as paid. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from bot.compliance.calendar import Calendar
from bot.kernel.clock import local_date
from bot.payments.seen import PaymentSeen

_OXXO_COUNTRY: Final = Calendar(country="MX")
_OXXO_ZONE: Final = "America/Mexico_City"
# The same day in every zone of Mexico.
_NOON: Final = time(12)


def received_at(payment: PaymentSeen) -> datetime | None:
    """When the person paid: Stripe's time, and for cash the earliest day that it can have been.

    Stripe hears of cash a business day after a store took it, and never says when that was: it
    counts from noon of the business day before (weekends and Mexico's holidays skipped), but not
    from before the payment was begun. This is our reading of Stripe's "next business day", in the
    person's favour: nobody loses a discount to a store's delay. None while nothing is paid.
    """
    if payment.method != "oxxo" or payment.paid_at is None:
        return payment.paid_at
    day = _OXXO_COUNTRY.business_day_before(local_date(payment.paid_at, _OXXO_ZONE))
    earliest = datetime.combine(day, _NOON, ZoneInfo(_OXXO_ZONE)).astimezone(UTC)
    return max(earliest, payment.begun_at or earliest)
