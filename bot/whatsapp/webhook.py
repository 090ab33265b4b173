"""Meta's webhook: check, store all in one transaction, ring, answer. Nothing is decided here.

What could not be stored is answered with a 5xx, so that Meta sends it again (for up to 7 days).
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import structlog
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts import store as contacts
from bot.contacts.moves import join
from bot.storage.doorbell import Doorbell
from bot.inbox.store import Inbox, InboxItem
from bot.kernel.clock import Clock
from bot.kernel.ids import ContactId
from bot.outbox import status
from bot.storage.database import Database
from bot.whatsapp.parse import (
    Address,
    AddressChange,
    Batch,
    InboundMessage,
    Unreadable,
    parse,
    verify_signature,
)

PATH: Final = "/webhooks/whatsapp"
# A full batch of 1,000 updates stays below this (Meta: 3 MB).
_MAX_BODY: Final = 4 * 1024 * 1024

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatsAppWebhook:
    """The two handlers and what they need; secrets are never empty (settings refuse that)."""

    database: Database
    inbox: Inbox
    doorbell: Doorbell
    clock: Clock
    app_secret: str
    verify_token: str
    phone_number_id: str

    async def verify(self, request: web.Request) -> web.Response:
        """Meta's handshake: the challenge back, or 403 when the token is not ours."""
        query = request.query
        token = query.get("hub.verify_token", "").encode(errors="replace")
        is_ours = bool(self.verify_token) and hmac.compare_digest(
            token, self.verify_token.encode()
        )
        if query.get("hub.mode") != "subscribe" or not is_ours:
            return web.Response(status=HTTPStatus.FORBIDDEN)
        return web.Response(text=query.get("hub.challenge", ""))

    async def receive(self, request: web.Request) -> web.Response:
        """Store a signed batch, then 200; 401 unsigned, 400 not a payload, 503 not stored."""
        raw = await request.clone(client_max_size=_MAX_BODY).read()
        signature = request.headers.get("X-Hub-Signature-256")
        if not verify_signature(raw, signature, self.app_secret):
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        try:
            batch = parse(raw, phone_number_id=self.phone_number_id)
            rung = await self._store(batch)
        except Unreadable:
            log.warning("webhook.unreadable", size=len(raw))
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            log.error("webhook.not_stored", error=type(error).__name__)  # noqa: TRY400 - a driver's text may quote the message
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        await self.doorbell.ring("inbox", rung)
        return web.Response()

    async def _store(self, batch: Batch) -> list[ContactId]:
        for leftover in batch.leftovers:
            log.warning("webhook.left_over", what=leftover)
        if not (batch.messages or batch.statuses or batch.changes):
            return []
        async with self.database.transaction() as conn:
            for change in batch.changes:
                await self._move(conn, change)
            fresh = await self._store_messages(conn, batch.messages)
            # In one order everywhere, so that two POSTs never wait for each other in a ring.
            await status.apply(conn, sorted(batch.statuses, key=lambda update: update.wamid))
        return fresh

    async def _store_messages(
        self, conn: AsyncConnection, messages: tuple[InboundMessage, ...]
    ) -> list[ContactId]:
        known = await self._resolve(conn, (message.sender for message in messages))
        items = [
            InboxItem(
                wamid=message.wamid,
                contact_id=known[message.sender],
                message=message.content,
                vendor_at=message.sent_at,
            )
            for message in messages
        ]
        return await self.inbox.insert(conn, items)

    async def _resolve(
        self, conn: AsyncConnection, senders: Iterable[Address]
    ) -> dict[Address, ContactId]:
        now = self.clock.now()
        return {
            sender: await contacts.resolve(
                conn, phone=sender.phone, user_id=sender.user_id, now=now
            )
            for sender in sorted(set(senders), key=lambda a: (a.phone or "", a.user_id or ""))
        }

    async def _move(self, conn: AsyncConnection, change: AddressChange) -> None:
        before, after = change.before, change.after
        contact_id = await contacts.resolve(
            conn, phone=before.phone, user_id=before.user_id, now=self.clock.now()
        )
        await join(conn, contact_id, phone=after.phone, user_id=after.user_id)
        log.info("contact.address_changed", contact_id=contact_id)


def add_routes(app: web.Application, webhook: WhatsAppWebhook) -> None:
    """Serve the webhook at its stable address."""
    app.router.add_get(PATH, webhook.verify)
    app.router.add_post(PATH, webhook.receive)
