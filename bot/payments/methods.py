"""Which ways of paying there are for an amount. Pure; the limits are Stripe's."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.kernel.clock import local_date
from bot.kernel.money import Money
from bot.payments.seen import Method

_OXXO_LEAST: Final = Money(1_000, "MXN")
_OXXO_MOST: Final = Money(1_000_000, "MXN")
_LONGEST_VOUCHER_DAYS: Final = 7
# OXXO's days end at midnight in Mexico City, wherever the person lives.
_OXXO_ZONE: Final = "America/Mexico_City"
# In Cancún midnight, with which a link ends, is an hour earlier.
_MIDNIGHTS_APART: Final = timedelta(hours=1)


def ways_to_pay(amount: Money, *, voucher_days: int) -> tuple[Method, ...]:
    """Cards everywhere; in pesos also a transfer, and cash where a voucher can be had."""
    if amount.currency != "MXN":
        return ("card",)
    has_voucher = voucher_days >= 1 and _OXXO_LEAST <= amount <= _OXXO_MOST
    return ("card", "oxxo", "spei") if has_voucher else ("card", "spei")


def voucher_days(link_expires_at: datetime, session_expires_at: datetime) -> int:
    """For how many days after it is made a voucher may be paid: 7 at most, 0 for no time at all.

    It never outlives the link by more than an hour; counted from the session's last moment,
    because it can be made until then.
    """
    last_day = local_date(link_expires_at + _MIDNIGHTS_APART, _OXXO_ZONE) - timedelta(days=1)
    made_on = local_date(session_expires_at - timedelta(seconds=1), _OXXO_ZONE)
    return max(0, min((last_day - made_on).days, _LONGEST_VOUCHER_DAYS))
