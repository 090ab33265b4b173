"""Stores what POSTs said: those that arrive while one transaction is written share the next.

Under load this turns fifty commits into one. Nobody is told "stored" before the commit; a batch
that the database refuses fails alone, its neighbours are stored without it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence
from typing import Final

import structlog
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts import aliases, store
from bot.inbox.store import Inbox, InboxItem
from bot.kernel.clock import Clock
from bot.kernel.errors import Transient
from bot.kernel.ids import ContactId
from bot.outbox import status
from bot.storage.database import Database
from bot.storage.doorbell import Doorbell
from bot.whatsapp.parse import Address, AddressChange, Batch, InboundMessage

_LARGEST_GROUP: Final = 64

log = structlog.get_logger(__name__)

_Waiting = tuple[Batch, asyncio.Future[None]]


class Intake:
    """One per process; `keep` may be called by any number of handlers at once."""

    def __init__(
        self, database: Database, *, inbox: Inbox, doorbell: Doorbell, clock: Clock
    ) -> None:
        self._database = database
        self._inbox = inbox
        self._doorbell = doorbell
        self._clock = clock
        self._waiting: deque[_Waiting] = deque()
        self._writing = asyncio.Lock()

    async def keep(self, batch: Batch) -> None:
        """Return once the batch is committed and the bell rung; raises Transient if not stored."""
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((batch, stored))
        async with self._writing:
            if not stored.done():
                await self._write(self._next_group())
        await stored

    def _next_group(self) -> list[_Waiting]:
        size = min(len(self._waiting), _LARGEST_GROUP)
        return [self._waiting.popleft() for _ in range(size)]

    async def _write(self, group: Sequence[_Waiting]) -> None:
        try:
            await self._store([batch for batch, _ in group])
        except DBAPIError as error:
            await self._write_apart(group, error)
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            _fail(group, error)
        except BaseException as error:
            _fail(group, error)
            raise
        else:
            _succeed(group)

    async def _write_apart(self, group: Sequence[_Waiting], error: DBAPIError) -> None:
        if len(group) == 1 or error.connection_invalidated:
            _fail(group, error)
            return
        for waiting in group:
            await self._write([waiting])

    async def _store(self, batches: Sequence[Batch]) -> None:
        messages = [message for batch in batches for message in batch.messages]
        statuses = [update for batch in batches for update in batch.statuses]
        async with self._database.transaction() as conn:
            for change in (change for batch in batches for change in batch.changes):
                await self._move(conn, change)
            fresh = await self._store_messages(conn, messages)
            # In one order everywhere, so that two processes never wait for each other in a ring.
            await status.apply(conn, sorted(statuses, key=lambda update: update.wamid))
        await self._doorbell.ring("inbox", fresh)

    async def _store_messages(
        self, conn: AsyncConnection, messages: Sequence[InboundMessage]
    ) -> list[ContactId]:
        contacts = await self._resolve(conn, {message.sender for message in messages})
        items = [
            InboxItem(
                wamid=message.wamid,
                contact_id=contacts[message.sender],
                message=message.content,
                vendor_at=message.sent_at,
            )
            for message in messages
        ]
        return await self._inbox.insert(conn, items)

    async def _resolve(
        self, conn: AsyncConnection, senders: Iterable[Address]
    ) -> dict[Address, ContactId]:
        asked = {sender: aliases.aliases_of(sender.phone, sender.user_id) for sender in senders}
        known = await aliases.find(conn, {alias for found in asked.values() for alias in found})
        contacts = {s: known[found[0]] for s, found in asked.items() if known.keys() >= set(found)}
        for sender in sorted(asked.keys() - contacts.keys(), key=lambda s: asked[s]):
            contacts[sender] = await store.resolve(
                conn, phone=sender.phone, user_id=sender.user_id, now=self._clock.now()
            )
        return contacts

    async def _move(self, conn: AsyncConnection, change: AddressChange) -> None:
        before, after = change.before, change.after
        contact_id = await store.resolve(
            conn, phone=before.phone, user_id=before.user_id, now=self._clock.now()
        )
        await aliases.join(conn, contact_id, aliases.aliases_of(after.phone, after.user_id))
        log.info("contact.address_changed", contact_id=contact_id)


def _succeed(group: Sequence[_Waiting]) -> None:
    for _, stored in group:
        if not stored.done():  # its handler was cancelled meanwhile
            stored.set_result(None)


def _fail(group: Sequence[_Waiting], error: BaseException) -> None:
    log.error("webhook.not_stored", error=type(error).__name__, posts=len(group))
    for _, stored in group:
        if not stored.done():
            # The driver's own text may quote a message: only its class goes on.
            stored.set_exception(Transient(f"not stored: {type(error).__name__}"))
            stored.exception()  # seen, even if its handler is gone
