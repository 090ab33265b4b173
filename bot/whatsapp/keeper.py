"""The loop that fetches what people sent, and tells the case that it is the proof for."""

from __future__ import annotations

import asyncio
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.cases import notes
from bot.cases.model import Author, Note
from bot.cases.proofs import case_for_proof
from bot.kernel.clock import Clock
from bot.kernel.errors import Permanent, Transient
from bot.kernel.privacy import Vault
from bot.media import store
from bot.media.model import LIMITS, File, Source
from bot.storage.database import Database

_POLL_S: Final = 1.0

log = structlog.get_logger(__name__)


class Keeper:
    """Any number may run beside each other."""

    def __init__(self, database: Database, source: Source, *, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._source = source
        self._vault = vault
        self._clock = clock

    async def run(self) -> None:
        """Work until cancelled; a database that is away is waited for."""
        while True:
            try:
                await self.fetch_due()
                await self.tell_cases()
            except (SQLAlchemyError, OSError) as error:
                log.warning("media.database_unreachable", error=type(error).__name__)
            await asyncio.sleep(_POLL_S)

    async def fetch_due(self) -> int:
        """Fetch every file that is due; returns how many were tried."""
        tried = 0
        while file := await self._claim():
            tried += 1
            await self._attempt(file)
        return tried

    async def tell_cases(self) -> None:
        """Give each file to the case it belongs to, as soon as there is one."""
        now = self._clock.now()
        async with self._database.transaction() as conn:
            for file in await store.without_case(conn, now):
                case = await case_for_proof(conn, file.contact_id)
                if case is None:
                    continue
                await store.give_to_case(conn, file, case.id)
                code = f"{file.kind}_{file.state}"
                note = Note(author=Author.SYSTEM, code=code, source=f"media:{file.id}")
                await notes.add_event(conn, case.id, note, now)

    async def _claim(self) -> File | None:
        async with self._database.transaction() as conn:
            return await store.claim(conn)

    async def _attempt(self, file: File) -> None:
        try:
            content = await self._source.fetch(file.vendor_id, limit=LIMITS[file.kind])
        except Transient as error:
            await self._fail(file, error, is_final=file.attempts >= store.MAX_ATTEMPTS)
        except Permanent as error:
            await self._fail(file, error, is_final=True)
        else:
            async with self._database.transaction() as conn:
                await store.keep(conn, self._vault, file, content)

    async def _fail(self, file: File, error: Exception, *, is_final: bool) -> None:
        log.warning("media.not_fetched", file=file.id, is_final=is_final, reason=str(error))
        fail = store.lose if is_final else store.put_off
        async with self._database.transaction() as conn:
            await fail(conn, file, error=str(error))
