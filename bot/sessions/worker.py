"""The sessions' loop: asks for ratings after receipts, ends what has gone quiet."""

from __future__ import annotations

import asyncio
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.kernel.clock import Clock
from bot.outbox.gate import Outbox
from bot.sessions import lifecycle, ratings
from bot.storage.database import Database
from bot.storage.doorbell import Doorbell

_POLL_S: Final = 2.0

log = structlog.get_logger(__name__)


class SessionsWorker:
    """Any number may run beside each other."""

    def __init__(
        self, database: Database, outbox: Outbox, *, doorbell: Doorbell, clock: Clock
    ) -> None:
        self._database = database
        self._outbox = outbox
        self._doorbell = doorbell
        self._clock = clock

    async def run(self) -> None:
        """Work until cancelled; a database that is away is waited for."""
        while True:
            try:
                await self.end_due()
                await self.ask_after_receipts()
            except (SQLAlchemyError, OSError) as error:
                log.warning("sessions.database_unreachable", error=type(error).__name__)
            await asyncio.sleep(_POLL_S)

    async def end_due(self) -> None:
        """End every session whose time is up."""
        now = self._clock.now()
        while True:
            async with self._database.transaction() as conn:
                ended = await lifecycle.end_due(conn, now)
            if not ended:
                return
            log.info("sessions.ended", count=ended)

    async def ask_after_receipts(self) -> None:
        """Ask whoever has just got a receipt how they were treated, once a session."""
        async with self._database.transaction() as conn:
            candidates = await ratings.receipted(conn, self._clock.now())
        for session in candidates:
            async with self._database.transaction() as conn:
                is_asked = await ratings.ask_after_receipt(
                    conn, session, self._outbox, self._clock.now()
                )
            if is_asked:
                await self._doorbell.ring("outbox", [session.contact_id])
