"""What Stripe says about an object when asked, in our words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.kernel.ids import PayLinkId
from bot.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSeen:
    """A Checkout Session; `status` is Stripe's word (`open`, `complete`, `expired`)."""

    id: str
    status: str
    url: str | None
    payment_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentSeen:
    """A PaymentIntent; `paid_at` is its charge's time, None until there is one."""

    id: str
    status: str
    amount: Money
    metadata: Mapping[str, str]
    paid_at: datetime | None

    @property
    def link_id(self) -> PayLinkId | None:
        """The pay link it was made from, None when the payment is not one of ours."""
        found = self.metadata.get("pay_link")
        return PayLinkId(found) if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundSeen:
    """Money given back, and the payment it came from."""

    id: str
    status: str
    amount: Money
    payment: PaymentSeen

    @property
    def is_undone(self) -> bool:
        """The money did not leave, or came back."""
        return self.status in ("failed", "canceled")


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeSeen:
    """A cardholder's dispute: whether the money was taken from us, and whether it came back."""

    id: str
    status: str
    amount: Money
    is_withdrawn: bool
    is_reinstated: bool
    payment: PaymentSeen

    @property
    def is_undone(self) -> bool:
        """The money did not leave, or came back."""
        return self.is_reinstated


Seen = SessionSeen | PaymentSeen | RefundSeen | DisputeSeen
