"""The worker: listens to the doorbell, claims contacts with undone messages, runs their turns."""

from __future__ import annotations

import asyncio
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.contacts import claim as claims
from bot.contacts.claim import Claim, StaleClaim
from bot.conversation.turn import Turn
from bot.inbox.store import waiting
from bot.kernel.ids import ContactId
from bot.outbox.transport import Transport
from bot.storage.database import Database
from bot.storage.doorbell import Doorbell

_POLL_S: Final = 1.0
_AT_ONCE: Final = 16

log = structlog.get_logger(__name__)


class Worker:
    """Serves contacts side by side, each by one task at a time, until it is cancelled."""

    def __init__(
        self, database: Database, *, turn: Turn, transport: Transport, doorbell: Doorbell
    ) -> None:
        self._database = database
        self._turn = turn
        self._transport = transport
        self._doorbell = doorbell
        self._busy: set[ContactId] = set()
        self._rung_again: set[ContactId] = set()
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def run(self) -> None:
        """Serve forever: whom the doorbell names, and once a second whoever is due."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._poll(group))
            while True:
                for name in await self._doorbell.wait("inbox", _POLL_S):
                    self._start(ContactId(name), group)

    async def _poll(self, group: asyncio.TaskGroup) -> None:
        while True:
            try:
                async with self._database.transaction() as conn:
                    due = await waiting(conn, limit=200)
                for contact_id in due:
                    self._start(contact_id, group)
            except (SQLAlchemyError, OSError) as error:
                log.warning("worker.database_unreachable", error=type(error).__name__)
            await asyncio.sleep(_POLL_S)

    def _start(self, contact_id: ContactId, group: asyncio.TaskGroup) -> None:
        if contact_id in self._busy:
            self._rung_again.add(contact_id)
            return
        self._busy.add(contact_id)
        group.create_task(self._serve(contact_id, group))

    async def _serve(self, contact_id: ContactId, group: asyncio.TaskGroup) -> None:
        try:
            async with self._places:
                await self._serve_claimed(contact_id, group)
        except StaleClaim:
            log.warning("worker.claim_lost", contact=contact_id)
        except (SQLAlchemyError, OSError) as error:
            log.warning("worker.database_unreachable", error=type(error).__name__)
        except Exception:
            log.exception("worker.turn_crashed", contact=contact_id)
        finally:
            self._busy.discard(contact_id)
        if contact_id in self._rung_again:
            self._rung_again.discard(contact_id)
            self._start(contact_id, group)

    async def _serve_claimed(self, contact_id: ContactId, group: asyncio.TaskGroup) -> None:
        async with self._database.transaction() as conn:
            claim = await claims.acquire(conn, contact_id)
        if claim is None:
            return
        try:
            while begun := await self._turn.begin(claim):
                if begun.contact.holder == "bot":
                    group.create_task(self._transport.show_typing(begun.message.wamid))
                await self._turn.finish(begun)
        finally:
            await self._release(claim)

    async def _release(self, claim: Claim) -> None:
        try:
            async with self._database.transaction() as conn:
                await claims.release(conn, claim)
        except (SQLAlchemyError, OSError):
            log.warning("worker.claim_left_to_lapse", contact=claim.contact_id)
