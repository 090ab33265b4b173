"""What is due when a day is over: a list of jobs, run in order, as often as one likes.

Every job finds out by itself what is left to do, so that a run that was killed, or two at once,
cost nothing but time.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Final, Protocol

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects.postgresql import TIMESTAMP, insert
from sqlalchemy.exc import DBAPIError, InterfaceError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.clock import Clock
from bot.kernel.errors import Rejected
from bot.kernel.ids import AccountId
from bot.ledger.service import accounts_to_accrue, accounts_to_age, accrue_account, age
from bot.storage.database import Database, metadata

Counts = Mapping[str, int]
OnProgress = Callable[[str, int, int], None]
"""Hears a job's name, how many of its steps are done, and how many there are."""

log = structlog.get_logger(__name__)


def _silent(_job: str, _done: int, _total: int) -> None:
    """Nobody listens."""


class Job(Protocol):
    """Something to do at night; `run` does what is due at `now` and says what became of it."""

    @property
    def name(self) -> str:
        """What it is called, in logs and on screens."""
        ...

    async def run(self, database: Database, now: datetime, on_progress: OnProgress) -> Counts:
        """Do what is due."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class EachAccount:
    """A job on every account that `due` names, each in a transaction of its own.

    `act` says what it did, by name. It must hold its account and do again what it did before
    without effect. An account that fails is logged, and left for the next run.
    """

    name: str
    due: Callable[[AsyncConnection, datetime], Awaitable[Sequence[AccountId]]]
    act: Callable[[AsyncConnection, AccountId, datetime], Awaitable[Counts]]

    async def run(self, database: Database, now: datetime, on_progress: OnProgress) -> Counts:
        """Act on every account that is due."""
        async with database.transaction() as conn:
            account_ids = await self.due(conn, now)
        counts: Counter[str] = Counter()
        for done, account_id in enumerate(account_ids, 1):
            counts.update(await self._one(database, account_id, now))
            on_progress(self.name, done, len(account_ids))
        return counts

    async def _one(self, database: Database, account_id: AccountId, now: datetime) -> Counts:
        try:
            async with database.transaction() as conn:
                return {LOOKED_AT: 1, **await self.act(conn, account_id, now)}
        except Exception as error:
            if _is_away(error):
                raise
            log.warning(
                "nightly.account_failed",
                job=self.name,
                account_id=account_id,
                error=type(error).__name__,
            )
            return {LOOKED_AT: 1, FAILED: 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class OnceADay:
    """A job on everything, once per day (UTC) and after `not_before`, whoever runs it.

    `act` opens its own transactions and raises Rejected while somebody else is at it; a run that
    was killed or that failed is run again.
    """

    name: str
    act: Callable[[datetime], Awaitable[Counts]]
    not_before: time = time(9)  # 3 in the morning in Mexico City: all our days are over

    async def run(self, database: Database, now: datetime, on_progress: OnProgress) -> Counts:
        """Act unless it was done today or it is too early."""
        moment = now.astimezone(UTC)
        if moment.time() < self.not_before or await self._is_done(database, moment.date()):
            return {}
        on_progress(self.name, 0, 1)
        try:
            counts = await self.act(now)
        except Rejected:
            return {}
        done = insert(_runs).values(job=self.name, day=moment.date(), done_at=now)
        async with database.transaction() as conn:
            await conn.execute(done.on_conflict_do_nothing())
        on_progress(self.name, 1, 1)
        return counts

    async def _is_done(self, database: Database, day: date) -> bool:
        query = sa.select(_runs.c.day).where(_runs.c.job == self.name, _runs.c.day == day)
        async with database.transaction() as conn:
            return await conn.scalar(query) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Nightly:
    """The jobs in their order, and the loop that runs them; any number may run at once."""

    database: Database
    clock: Clock
    jobs: Sequence[Job]
    on_progress: OnProgress = field(default=_silent)

    async def run(self) -> None:
        """Work until cancelled; a database that is away is waited for."""
        while True:
            try:
                await self.run_due()
            except (SQLAlchemyError, OSError) as error:
                log.warning("nightly.database_unreachable", error=type(error).__name__)
            await asyncio.sleep(_POLL_S)

    async def run_due(self) -> dict[str, Counts]:
        """Run everything that is due now; what each job that had something to do says of it.

        A job that fails is logged, and the next one runs. Raises only when the database is away.
        """
        told = {}
        for job in self.jobs:
            counts = await self._one(job)
            if counts:
                told[job.name] = counts
        return told

    async def _one(self, job: Job) -> Counts:
        try:
            counts = await job.run(self.database, self.clock.now(), self.on_progress)
        except Exception as error:
            if _is_away(error):
                raise
            log.warning("nightly.job_failed", job=job.name, error=type(error).__name__)
            return {JOB_FAILED: 1}
        if any(count for name, count in counts.items() if name != LOOKED_AT):
            log.info("nightly.job_done", job=job.name, **counts)
        return counts


def _is_away(error: Exception) -> bool:
    """Whether the database is the trouble, not what was done; one that waits long is not away."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or isinstance(error, InterfaceError)
    return isinstance(error, OSError | NoConnection) and not isinstance(error, TimeoutError)


def ledger_jobs() -> tuple[Job, ...]:
    """What a night does to accounts, in order: what is late is known before it is judged."""
    return (
        EachAccount(name="accrue", due=accounts_to_accrue, act=_accrue),
        EachAccount(name="age", due=accounts_to_age, act=_age),
    )


async def _accrue(conn: AsyncConnection, account_id: AccountId, now: datetime) -> Counts:
    return {"charges_posted": await accrue_account(conn, account_id, now)}


async def _age(conn: AsyncConnection, account_id: AccountId, now: datetime) -> Counts:
    aged = await age(conn, account_id, now)
    return {
        "plans_broken": len(aged.broken_plans),
        "promises_settled": len(aged.settled_promises),
    }


LOOKED_AT: Final = "accounts_looked_at"
FAILED: Final = "accounts_failed"
JOB_FAILED: Final = "job_failed"
_POLL_S: Final = 60.0

_runs: Final = sa.Table(
    "nightly_runs",
    metadata,
    sa.Column("job", sa.Text, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("done_at", TIMESTAMP(timezone=True), nullable=False),
)
