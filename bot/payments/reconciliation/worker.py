"""Does the reconciliations that people ask for on the console, one at a time."""

from __future__ import annotations

import asyncio
from typing import Final

import structlog

from bot.kernel.clock import Clock, SystemClock
from bot.kernel.errors import Rejected
from bot.payments.reconciliation import claims
from bot.payments.reconciliation.run import Reconciliation
from bot.storage.database import Database

log: Final = structlog.get_logger()

_POLL_S: Final = 1.0


class ReconciliationWorker:
    """Any number may run beside each other: a run is claimed before it begins."""

    def __init__(
        self,
        database: Database,
        reconciliation: Reconciliation,
        *,
        wall_clock: Clock | None = None,
    ) -> None:
        self._database = database
        self._reconciliation = reconciliation
        self._wall_clock = wall_clock or SystemClock()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            try:
                await self.do_asked()
            except Exception as error:  # noqa: BLE001 - the outermost loop goes on; texts may hold data
                log.error("reconciliation.loop_failed", error=type(error).__name__)  # noqa: TRY400
            await asyncio.sleep(_POLL_S)

    async def do_asked(self) -> bool:
        """Do the run that is asked for, or that a dead process left; False when there is none."""
        async with self._database.transaction() as conn:
            by = await claims.asked_by(conn, wall_now=self._wall_clock.now())
        if by is None:
            return False
        try:
            await self._reconciliation.run(by=by)
        except Rejected:
            return False  # somebody else was faster
        return True
