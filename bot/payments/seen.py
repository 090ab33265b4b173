"""What Stripe says about an object when asked, in our words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.kernel.ids import PayLinkId
from bot.kernel.money import Money

Method = Literal["card", "oxxo", "spei", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instructions:
    """An OXXO voucher or a SPEI transfer that waits for the person's money.

    `url` is Stripe's own page of it; `missing` is what is still to come. A transfer has no end.
    """

    method: Method
    url: str | None
    expires_at: datetime | None
    missing: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSeen:
    """A Checkout Session; `status` is Stripe's word (`open`, `complete`, `expired`).

    So is `payment_status` (`paid`, `unpaid`, `no_payment_required`): a complete session is unpaid
    while a voucher or a transfer waits for the person's money. `link_id` and `generation` name it
    among our sessions, None for one that is not ours.
    """

    id: str
    status: str
    payment_status: str
    url: str | None
    payment_id: str | None
    is_live: bool
    link_id: PayLinkId | None = None
    generation: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentSeen:
    """A PaymentIntent; `amount` is what was received, nothing until it all was.

    `paid_at` is its charge's time, None until there is one: for cash, when Stripe heard of it (the
    next business day), not when it was handed over: `value_date` is our reading of that.
    `begun_at` is when Stripe made it. `method` is `other` until Stripe tells.
    """

    id: str
    status: str
    amount: Money
    metadata: Mapping[str, str]
    paid_at: datetime | None
    method: Method
    instructions: Instructions | None
    is_live: bool
    begun_at: datetime | None = None

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
