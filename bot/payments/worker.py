"""The payments worker: events as they come, a sweep at the start and every few minutes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Final

import structlog

from bot.kernel.clock import Clock, SystemClock
from bot.kernel.errors import Permanent, Transient
from bot.payments import event_store
from bot.payments.bookkeeper import Bookkeeper
from bot.payments.errors import StripeDenied
from bot.payments.event_store import MOST_ATTEMPTS, StoredEvent
from bot.payments.sweep import FULL_REACH, SHORT_REACH, Sweep
from bot.storage.database import Database
from bot.storage.doorbell import Doorbell

log: Final = structlog.get_logger()

_POLL_S: Final = 1.0
_SWEEP_S: Final = 300.0


class PaymentsWorker:
    """Any number may run beside each other."""

    def __init__(
        self,
        database: Database,
        bookkeeper: Bookkeeper,
        sweep: Sweep,
        *,
        doorbell: Doorbell,
        wall_clock: Clock | None = None,
    ) -> None:
        self._database = database
        self._bookkeeper = bookkeeper
        self._sweep = sweep
        self._doorbell = doorbell
        self._wall_clock = wall_clock or SystemClock()

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._work_events())
            group.create_task(self._work_sweeps())

    async def drain(self) -> int:
        """Work off every event that is due; returns how many were tried."""
        tried = 0
        while event := await self._claim():
            tried += 1
            await self._attempt(event)
        return tried

    async def sweep_once(self, reach: timedelta) -> None:
        """Catch up with Stripe; a Stripe that cannot be reached is left for the next time."""
        try:
            await self._sweep.fetch_events(reach)
            await self._sweep.close_stray_sessions()
        except (Transient, Permanent) as error:
            log.warning("payments.sweep_failed", error=type(error).__name__)

    async def _work_events(self) -> None:
        while True:
            async with _surviving("events"):
                await self.drain()
            await self._pause()

    async def _work_sweeps(self) -> None:
        reach = FULL_REACH
        while True:
            async with _surviving("sweep"):
                await self.sweep_once(reach)
            reach = SHORT_REACH
            await asyncio.sleep(_SWEEP_S)

    async def _pause(self) -> None:
        await self._doorbell.wait("payments", _POLL_S)

    async def _claim(self) -> StoredEvent | None:
        async with self._database.transaction() as conn:
            return await event_store.claim(conn, wall_now=self._wall_clock.now())

    async def _attempt(self, event: StoredEvent) -> None:
        try:
            await self._bookkeeper.process_event(event.id)
            await self._doorbell.ring("outbox", [event.id])  # a receipt may wait there
        except Permanent as error:
            await self._bury(event, error)
        except StripeDenied as error:
            # However often: no event may be lost to a key that was mistyped or revoked.
            await self._put_off(event, error)
        except Exception as error:  # noqa: BLE001 - one bad event must not stop the others
            await self._retry(event, error)

    async def _retry(self, event: StoredEvent, error: Exception) -> None:
        if event.attempts >= MOST_ATTEMPTS:
            await self._bury(event, error)
        else:
            await self._put_off(event, error)

    async def _put_off(self, event: StoredEvent, error: Exception) -> None:
        async with self._database.transaction() as conn:
            await event_store.put_off(conn, event, wall_now=self._wall_clock.now())
        log.warning("stripe_event.put_off", event_id=event.id, error=type(error).__name__)

    async def _bury(self, event: StoredEvent, error: Exception) -> None:
        name = type(error).__name__
        async with self._database.transaction() as conn:
            await event_store.mark_dead(conn, event.id, error=name)
        log.error("stripe_event.buried", event_id=event.id, type=event.type, error=name)


@contextlib.asynccontextmanager
async def _surviving(loop: str) -> AsyncIterator[None]:
    """The outermost loop goes on: a database that is away for a moment comes back."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - logged by class; texts may hold what logs may not
        log.error("payments.loop_failed", loop=loop, error=type(error).__name__)  # noqa: TRY400
