"""From an event to the ledger: ask Stripe how the object stands, then write it down once.

An event only says "look at this object", so the order of events does not matter, and seeing one
twice finds everything already written.
"""

from __future__ import annotations

from typing import Final, assert_never

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.privacy import Vault
from bot.payments import event_store, store
from bot.payments.client import StripeClient
from bot.payments.event_store import StoredEvent
from bot.payments.posting import Poster
from bot.payments.seen import DisputeSeen, PaymentSeen, RefundSeen, Seen, SessionSeen
from bot.storage.database import Database

log: Final = structlog.get_logger()


class Bookkeeper:
    """Works one event off."""

    def __init__(
        self, database: Database, stripe: StripeClient, poster: Poster, *, vault: Vault
    ) -> None:
        self._database = database
        self._vault = vault
        self._stripe = stripe
        self._poster = poster

    async def process_event(self, event_id: str) -> None:
        """Write what the event's object says, exactly once; an event already done changes nothing.

        Raises Transient or StripeRefused from Stripe and Permanent from the ledger.
        """
        async with self._database.transaction() as conn:
            event = await event_store.load_undone(conn, event_id)
        if event is None:
            return
        seen = await self._look(event)
        async with self._database.transaction() as conn:
            if await event_store.lock_undone(conn, event_id) is None:
                return
            for each in seen:
                await self._write(conn, each)
            await event_store.mark_done(conn, event_id)

    async def _look(self, event: StoredEvent) -> list[Seen]:
        match event.type.rpartition(".")[0], event.object_id:
            case "checkout.session", str(object_id):
                return await self._session_and_payment(object_id)
            case "payment_intent", str(object_id):
                return [await self._stripe.payment(object_id)]
            case "charge", str(object_id):
                return await self._money_back(await self._stripe.payment_of_charge(object_id))
            case "refund", str(object_id):
                refund = await self._stripe.refund(object_id)
                return await self._money_back(refund.payment if refund else None)
            case "charge.dispute", str(object_id):
                dispute = await self._stripe.dispute(object_id)
                return await self._money_back(dispute.payment if dispute else None)
            case _:
                log.info("stripe_event.type_ignored", type=event.type, event_id=event.id)
                return []

    async def _session_and_payment(self, session_id: str) -> list[Seen]:
        session = await self._stripe.session(session_id)
        if session.payment_id is None:
            return [session]
        return [session, await self._stripe.payment(session.payment_id)]

    async def _money_back(self, payment: PaymentSeen | None) -> list[Seen]:
        """All of them, because whether the payment counts depends on all; the undone first."""
        if payment is None:
            return []
        found = await self._stripe.money_back(payment)
        return [*sorted(found, key=lambda each: not each.is_undone)]

    async def _write(self, conn: AsyncConnection, seen: Seen) -> None:
        match seen:
            case SessionSeen():
                await store.update_session(conn, seen)
            case PaymentSeen():
                await store.note_payment(conn, self._vault, seen)
                await self._poster.post(conn, seen)
            case RefundSeen():
                await self._poster.refund(conn, seen)
            case DisputeSeen():
                await self._poster.dispute(conn, seen)
            case other:
                assert_never(other)
