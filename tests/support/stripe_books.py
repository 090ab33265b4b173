"""What reconciliation reads of Stripe: our client, and the stand-in's lists it has no call for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.kernel.money import Money
from bot.payments.client import StripeClient
from bot.payments.seen import SessionSeen
from tests.fixtures_stripe import RunningStripe


@dataclass(frozen=True, kw_only=True)
class Paid:
    """A payment with its mode."""

    id: str
    status: str
    amount: Money
    metadata: dict[str, str]
    paid_at: datetime | None
    is_live: bool = False


@dataclass(kw_only=True)
class StandInBooks:
    """Lists come from the stand-in's world in pages of `page`, each object through our client."""

    client: StripeClient
    stripe: RunningStripe
    is_live: bool = False
    page: int = 2

    async def payments_since(self, moment: datetime) -> AsyncIterator[list[Paid]]:
        for ids in self._pages("payment_intent", moment):
            yield [await self.payment(each) for each in ids]

    async def refunds_since(self, moment: datetime) -> AsyncIterator[list]:
        for ids in self._pages("refund", moment):
            yield [await self.refund(each) for each in ids]

    async def disputes_since(self, moment: datetime) -> AsyncIterator[list]:
        for ids in self._pages("dispute", moment):
            yield [await self.dispute(each) for each in ids]

    async def payment(self, payment_id: str) -> Paid:
        seen = await self.client.payment(payment_id)
        return Paid(
            id=seen.id,
            status=seen.status,
            amount=seen.amount,
            metadata=dict(seen.metadata),
            paid_at=seen.paid_at,
        )

    async def refund(self, refund_id: str):
        seen = await self.client.refund(refund_id)
        return replace(seen, payment=await self.payment(seen.payment.id))

    async def dispute(self, dispute_id: str):
        seen = await self.client.dispute(dispute_id)
        return replace(seen, payment=await self.payment(seen.payment.id))

    async def session(self, session_id: str) -> SessionSeen:
        return await self.client.session(session_id)

    async def idle_cash(self, customer_id: str) -> list[Money]:
        return await self.client.idle_cash(customer_id)

    def _pages(self, kind: str, moment: datetime) -> list[list[str]]:
        since = int(moment.timestamp())
        found = [each for each in self.stripe.world.all_of(kind) if each["created"] >= since]
        ids = [each["id"] for each in reversed(found)]
        return [ids[at : at + self.page] for at in range(0, len(ids), self.page)]
