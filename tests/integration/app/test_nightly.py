"""The night's jobs: in order, each account by itself, as often as one likes."""

import asyncio
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.ext.asyncio import AsyncConnection
from structlog.testing import capture_logs

from bot.kernel.ids import AccountId
from bot.ledger.tables import charges
from bot.nightly import Counts, EachAccount, Nightly, OnceADay, ledger_jobs
from bot.storage.database import Database
from tests.builders.ledger import ACCOUNT
from tests.support.clock import HandClock
from tests.support.lateness import after, lend_late, sums

A, B, C = AccountId("A"), AccountId("B"), AccountId("C")
PROJECT = Path(__file__).parents[3]
MORNING = datetime(2026, 11, 21, 9, tzinfo=UTC)


@dataclass
class Book:
    """A job's `due` and `act`: names accounts, writes down whom it acted on, fails for some."""

    accounts: Sequence[AccountId] = (A, B, C)
    failing: dict[AccountId, Exception] = field(default_factory=dict)
    acted: list[AccountId] = field(default_factory=list)

    async def due(self, _conn: AsyncConnection, _now: datetime) -> Sequence[AccountId]:
        return self.accounts

    async def act(self, _conn: AsyncConnection, account_id: AccountId, _now: datetime) -> Counts:
        if account_id in self.failing:
            raise self.failing[account_id]
        self.acted.append(account_id)
        return {"plans_broken": 1}

    def job(self, name: str = "age") -> EachAccount:
        return EachAccount(name=name, due=self.due, act=self.act)


@dataclass
class Daily:
    """What a OnceADay does, counted; it can take a while, or die."""

    runs: int = 0
    gate: asyncio.Event | None = None
    error: Exception | None = None

    async def act(self, _database: Database, _now: datetime) -> Counts:
        self.runs += 1
        if self.gate is not None:
            await self.gate.wait()
        if self.error is not None:
            raise self.error
        return {"differences": 0}

    def job(self) -> OnceADay:
        return OnceADay(name="reconcile", act=self.act)


def nightly(database: Any, clock: HandClock, *jobs: Any) -> Nightly:
    return Nightly(database=database, clock=clock, jobs=jobs)


async def test_each_account_has_its_turn_and_the_sums_are_told(
    database: Database, clock: HandClock
) -> None:
    told = await nightly(database, clock, Book().job()).run_due()
    assert told == {"age": {"accounts_looked_at": 3, "plans_broken": 3}}


async def test_one_failing_account_is_logged_and_does_not_stop_the_others(
    database: Database, clock: HandClock
) -> None:
    book = Book(failing={B: ValueError("Rocío owes 12.00")})
    with capture_logs() as logs:
        told = await nightly(database, clock, book.job()).run_due()
    assert book.acted == [A, C]
    assert told["age"]["accounts_failed"] == 1
    (failed,) = [line for line in logs if line["event"] == "nightly.account_failed"]
    assert (failed["account_id"], failed["error"]) == (B, "ValueError")
    assert "Rocío" not in str(logs)


@pytest.mark.parametrize(
    "away",
    [
        ConnectionRefusedError(),
        NoConnection("the pool is empty"),
        InterfaceError("", {}, Exception()),
        DBAPIError("", {}, Exception(), connection_invalidated=True),
    ],
)
async def test_a_database_that_goes_away_ends_the_run(
    database: Database, clock: HandClock, away: Exception
) -> None:
    book = Book(failing={B: away})
    with pytest.raises(type(away)):
        await nightly(database, clock, book.job()).run_due()
    assert book.acted == [A]


@pytest.mark.parametrize("held", [TimeoutError(), DBAPIError("", {}, Exception())])
async def test_an_account_that_is_held_too_long_is_left_for_the_next_run(
    database: Database, clock: HandClock, held: Exception
) -> None:
    book = Book(failing={B: held})
    await nightly(database, clock, book.job()).run_due()
    assert book.acted == [A, C]


async def test_jobs_run_in_their_order(database: Database, clock: HandClock) -> None:
    first, second = Book(accounts=(A,)), Book(accounts=(B,))
    told = await nightly(database, clock, first.job("first"), second.job("second")).run_due()
    assert list(told) == ["first", "second"]


async def test_progress_is_told_account_by_account(database: Database, clock: HandClock) -> None:
    heard: list[tuple[str, int, int]] = []
    jobs = (Book(accounts=(A, B)).job(),)
    told = Nightly(
        database=database, clock=clock, jobs=jobs, on_progress=lambda *step: heard.append(step)
    )
    await told.run_due()
    assert heard == [("age", 1, 2), ("age", 2, 2)]


@pytest.mark.parametrize(
    ("hours", "runs"), [((8,), 0), ((9, 10, 23), 1), ((9, 9 + 24), 2), ((8, 32, 33), 1)]
)
async def test_what_is_done_once_a_day_is_done_once_and_not_too_early(
    database: Database, clock: HandClock, hours: Sequence[int], runs: int
) -> None:
    daily = Daily()
    for hour in hours:
        clock.set(MORNING + timedelta(hours=hour - 9))
        await nightly(database, clock, daily.job()).run_due()
    assert daily.runs == runs


async def test_two_workers_do_the_days_work_once(database: Database, clock: HandClock) -> None:
    daily = Daily(gate=asyncio.Event())
    worker = nightly(database, clock, daily.job())
    first = asyncio.create_task(worker.run_due())
    while not daily.runs:
        await asyncio.sleep(0)
    assert await worker.run_due() == {}
    assert daily.gate is not None
    daily.gate.set()
    assert await first == {"reconcile": {"differences": 0}}
    assert await worker.run_due() == {}


async def test_a_job_that_fails_is_logged_and_does_not_stop_the_next_one(
    database: Database, clock: HandClock
) -> None:
    daily, book = Daily(error=ValueError("Rocío")), Book()
    with capture_logs() as logs:
        told = await nightly(database, clock, daily.job(), book.job()).run_due()
    assert (told["reconcile"], book.acted) == ({"job_failed": 1}, [A, B, C])
    assert logs[0] == {
        "event": "nightly.job_failed",
        "job": "reconcile",
        "error": "ValueError",
        "log_level": "warning",
    }


async def test_the_days_work_that_failed_is_done_again(
    database: Database, clock: HandClock
) -> None:
    daily = Daily(error=ValueError())
    await nightly(database, clock, daily.job()).run_due()
    daily.error = None
    told = await nightly(database, clock, daily.job()).run_due()
    assert told == {"reconcile": {"differences": 0}}


async def test_accounts_that_were_only_looked_at_are_not_worth_a_line(
    database: Database, clock: HandClock
) -> None:
    async def look(_conn: AsyncConnection, _account_id: AccountId, _now: datetime) -> Counts:
        return {"plans_broken": 0}

    with capture_logs() as logs:
        await nightly(database, clock, EachAccount(name="age", due=Book().due, act=look)).run_due()
    assert logs == []


async def test_the_loop_waits_for_a_database_that_is_away(clock: HandClock) -> None:
    class Away:
        def transaction(self) -> None:
            raise ConnectionRefusedError("host db.internal refused saldo_app")

    with capture_logs() as logs:
        loop = asyncio.create_task(nightly(Away(), clock, Book().job()).run())
        while not logs:
            await asyncio.sleep(0)
        loop.cancel()
    assert [line["event"] for line in logs] == ["nightly.database_unreachable"]
    assert "db.internal" not in str(logs)


async def test_a_night_accrues_what_is_late(database: Database) -> None:
    async with database.transaction() as conn:
        await lend_late(conn)
    worker = nightly(database, HandClock(after(2)), *ledger_jobs())
    assert await worker.run_due() == {"accrue": {"accounts_looked_at": 1, "charges_posted": 4}}
    assert await worker.run_due() == {}


async def test_five_workers_at_once_accrue_each_night_once(database: Database) -> None:
    async with database.transaction() as conn:
        await lend_late(conn)
    worker = nightly(database, HandClock(after(9)), *ledger_jobs())
    told = await asyncio.gather(*(worker.run_due() for _ in range(5)))
    posted = [counts["charges_posted"] for one in told for counts in one.values()]
    assert sum(posted) == 18
    async with database.transaction() as conn:
        assert (await sums(conn))["late_interest"].amount_minor == 9_00


async def test_a_worker_killed_in_the_middle_leaves_whole_nights_only(
    database: Database, postgres_urls: Any
) -> None:
    async with database.transaction() as conn:
        await lend_late(conn)
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _DIES, postgres_urls.app, after(9).isoformat(), cwd=PROJECT
    )
    assert await child.wait() == -signal.SIGKILL
    async with database.transaction() as conn:
        assert await conn.scalar(sa.select(sa.func.count()).select_from(charges)) == 1
    worker = nightly(database, HandClock(after(9)), *ledger_jobs())
    assert (await worker.run_due())["accrue"]["charges_posted"] == 18


# Posts every night of the account, and is killed before its transaction is committed.
_DIES = f"""
import asyncio, os, signal, sys
from datetime import datetime
from bot.ledger.accruing import accrue_account
from bot.storage.database import Database

async def die():
    async with Database(sys.argv[1]).transaction() as conn:
        assert await accrue_account(conn, {ACCOUNT!r}, datetime.fromisoformat(sys.argv[2]))
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(die())
"""
