"""A Stripe that lets a waiting transfer be given up, or does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.payments.client import StripeClient
from bot.payments.seen import PaymentSeen


@dataclass
class CancellingStripe:
    """Answers as `client` does, and cancels `intent`; None: it refuses to cancel anything."""

    client: StripeClient
    intent: dict[str, Any] | None

    async def cancel_payment(self, payment_id: str) -> PaymentSeen:
        if self.intent is not None:
            self.intent |= {"status": "canceled", "next_action": None}
        return await self.client.payment(payment_id)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.client, name)
