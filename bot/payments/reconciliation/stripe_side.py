"""What reconciliation asks of Stripe, and its answers as facts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.kernel.money import Money
from bot.payments.client import StripeRefused
from bot.payments.reconciliation.facts import BackAtStripe, PaymentAtStripe
from bot.payments.seen import SessionSeen

# What Stripe calls a refund that nobody can say yet whether it will arrive.
_UNDECIDED = ("pending", "requires_action")


class Payment(Protocol):
    """A PaymentIntent as `StripeClient` tells it (`PaymentSeen`)."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def status(self) -> str: ...  # noqa: D102
    @property
    def amount(self) -> Money: ...  # noqa: D102
    @property
    def metadata(self) -> Mapping[str, str]: ...  # noqa: D102
    @property
    def paid_at(self) -> datetime | None: ...  # noqa: D102
    @property
    def is_live(self) -> bool: ...  # noqa: D102


class _Back(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def amount(self) -> Money: ...
    @property
    def payment(self) -> Payment: ...


class Refund(_Back, Protocol):
    """A refund as `StripeClient` tells it (`RefundSeen`)."""

    @property
    def is_undone(self) -> bool: ...  # noqa: D102


class Dispute(_Back, Protocol):
    """A dispute as `StripeClient` tells it (`DisputeSeen`)."""

    @property
    def is_withdrawn(self) -> bool: ...  # noqa: D102
    @property
    def is_reinstated(self) -> bool: ...  # noqa: D102


class StripeBooks(Protocol):
    """The part of `StripeClient` that reconciliation reads; it raises Transient and Permanent."""

    @property
    def is_live(self) -> bool: ...  # noqa: D102
    def payments_since(self, moment: datetime) -> AsyncIterator[Sequence[Payment]]: ...  # noqa: D102
    def refunds_since(self, moment: datetime) -> AsyncIterator[Sequence[Refund]]: ...  # noqa: D102
    def disputes_since(self, moment: datetime) -> AsyncIterator[Sequence[Dispute]]: ...  # noqa: D102
    async def payment(self, payment_id: str) -> Payment: ...  # noqa: D102
    async def refund(self, refund_id: str) -> Refund | None: ...  # noqa: D102
    async def dispute(self, dispute_id: str) -> Dispute | None: ...  # noqa: D102
    async def session(self, session_id: str) -> SessionSeen: ...  # noqa: D102
    async def idle_cash(self, customer_id: str) -> Sequence[Money]: ...  # noqa: D102


def payment_at_stripe(seen: Payment) -> PaymentAtStripe:
    """What Stripe says of a payment."""
    return PaymentAtStripe(
        status=seen.status, amount=seen.amount, paid_at=seen.paid_at, is_live=seen.is_live
    )


def refund_at_stripe(seen: Refund, happened_at: datetime | None) -> BackAtStripe:
    """What Stripe says of a refund."""
    has_left = None if seen.status in _UNDECIDED else not seen.is_undone
    return BackAtStripe(amount=seen.amount, has_left=has_left, happened_at=happened_at)


def dispute_at_stripe(seen: Dispute, happened_at: datetime | None) -> BackAtStripe:
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
