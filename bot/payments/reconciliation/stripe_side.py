"""Stripe's answers as facts."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import datetime

from bot.payments.client import StripeRefused
from bot.payments.reconciliation.facts import BackAtStripe, PaymentAtStripe
from bot.payments.seen import DisputeSeen, PaymentSeen, RefundSeen

# What Stripe calls a refund that nobody can say yet whether it will arrive.
_UNDECIDED = ("pending", "requires_action")


def payment_at_stripe(seen: PaymentSeen) -> PaymentAtStripe:
    """What Stripe says of a payment."""
    return PaymentAtStripe(
        status=seen.status, amount=seen.amount, paid_at=seen.paid_at, is_live=seen.is_live
    )


def refund_at_stripe(seen: RefundSeen, happened_at: datetime | None) -> BackAtStripe:
    """What Stripe says of a refund."""
    has_left = None if seen.status in _UNDECIDED else not seen.is_undone
    return BackAtStripe(amount=seen.amount, has_left=has_left, happened_at=happened_at)


def dispute_at_stripe(seen: DisputeSeen, happened_at: datetime | None) -> BackAtStripe:
    """What Stripe says of a dispute: its money is gone from withdrawal until reinstatement."""
    has_left = seen.is_withdrawn and not seen.is_reinstated
    return BackAtStripe(amount=seen.amount, has_left=has_left, happened_at=happened_at)


async def known[T](asked: Awaitable[T | None]) -> T | None:
    """What Stripe answers, None when it knows no object of this id.

    Any other refusal leaves the question open, and so is raised.
    """
    try:
        return await asked
    except StripeRefused as refusal:
        if refusal.code != "resource_missing":
            raise
        return None
