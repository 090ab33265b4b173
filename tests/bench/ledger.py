"""How fast the ledger is, and whether it slows down as it grows.

Two databases of one durable server hold accounts of the same shape, few and many; they are asked
in turn, so that whatever else the machine does falls on both.
"""

import asyncio
import multiprocessing
import random
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import uvloop

from bot.kernel.ids import AccountId
from bot.kernel.money import Money
from bot.launch.postgres import EmbeddedPostgres, PostgresUrls
from bot.ledger import service as ledger
from bot.storage.database import Database
from bot.storage.migrate import upgrade
from tests.bench.ledger_books import LONG, Books, write_books
from tests.bench.ledger_figures import LedgerFigures, Posted, Read

SIZES: Final = (10_000, 1_000_000)
WORKERS: Final = (1, 5)
_TODAY: Final = date(2026, 11, 21)
_NOW: Final = datetime(2026, 11, 21, 18, tzinfo=UTC)
_LONG_EVERY: Final = 10
_ACCOUNTS_PAID: Final = 500
_AHEAD_S: Final = 0.5


@dataclass(frozen=True, kw_only=True)
class Amounts:
    """How much is measured."""

    reads: int
    rounds: int
    seconds: float


THOROUGH: Final = Amounts(reads=4_000, rounds=5, seconds=3.0)
QUICK: Final = Amounts(reads=800, rounds=2, seconds=1.5)


def measure(*, is_quick: bool) -> LedgerFigures:
    """Start a server, write both books, read, post, stop."""
    amounts = QUICK if is_quick else THOROUGH
    with tempfile.TemporaryDirectory(prefix="saldo-bench-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = EmbeddedPostgres(folder)
        try:
            urls = server.start()
            upgrade(urls.owner)
            books = asyncio.run(_write_all(urls))
            reads = uvloop.run(_read_in_turn(books, amounts))
            posted = _post_in_turn(books, amounts)
        finally:
            server.stop()
    return LedgerFigures(sizes=SIZES, workers=WORKERS, reads=reads, posted=posted)


async def _write_all(urls: PostgresUrls) -> list[Books]:
    return [await write_books(urls, entries=entries) for entries in SIZES]


async def _read_in_turn(books: Sequence[Books], amounts: Amounts) -> list[Read]:
    databases = [Database(each.url, pool_size=1) for each in books]
    pairs = list(zip(books, databases, strict=True))
    try:
        for _ in range(amounts.reads // 10):  # connections, statements and caches warm up
            await _read_each(pairs, is_long=False)
        reads: list[Read] = []
        for number in range(amounts.reads):
            reads += await _read_each(pairs, is_long=False)
            if number % _LONG_EVERY == 0:
                reads += await _read_each(pairs, is_long=True)
    finally:
        for database in databases:
            await database.close()
    return reads


async def _read_each(pairs: list[tuple[Books, Database]], *, is_long: bool) -> list[Read]:
    """One balance from each database, in either order."""
    random.shuffle(pairs)
    reads = []
    for books, database in pairs:
        drawn = AccountId(f"ACC-{random.randint(1, books.accounts)}")
        ms = await _time_balance(database, LONG if is_long else drawn)
        name = "long" if is_long else "ordinary"
        reads.append(Read(account=name, entries=books.entries, ms=ms))
    return reads


async def _time_balance(database: Database, account_id: AccountId) -> float:
    started_at = time.perf_counter()
    async with database.transaction() as conn:
        await ledger.balance(conn, account_id, today=_TODAY)
    return 1_000 * (time.perf_counter() - started_at)


def _post_in_turn(books: Sequence[Books], amounts: Amounts) -> list[Posted]:
    context = multiprocessing.get_context("forkserver")
    with ProcessPoolExecutor(max_workers=max(WORKERS), mp_context=context) as pool:
        list(pool.map(_be_there, range(max(WORKERS))))
        return [
            _post_together(pool, each, workers=workers, seconds=amounts.seconds)
            for _ in range(amounts.rounds)
            for workers in WORKERS
            for each in books
        ]


def _be_there(_number: int) -> None:
    """Hold a process until the others have started too."""
    time.sleep(1)


def _post_together(
    pool: ProcessPoolExecutor, books: Books, *, workers: int, seconds: float
) -> Posted:
    begins_at = time.monotonic() + _AHEAD_S
    runs = [pool.submit(_post, books, begins_at, seconds) for _ in range(workers)]
    payments = sum(run.result() for run in runs)
    return Posted(workers=workers, entries=books.entries, payments=payments, seconds=seconds)


def _post(books: Books, begins_at: float, seconds: float) -> int:
    """In a process of its own: payments one by one until the time is over; returns how many."""
    return uvloop.run(_post_until(books, begins_at, begins_at + seconds))


async def _post_until(books: Books, begins_at: float, ends_at: float) -> int:
    accounts = books.some_accounts(_ACCOUNTS_PAID)
    database = Database(books.url, pool_size=1)
    try:
        await _post_one(database, random.choice(accounts))
        if time.monotonic() >= begins_at:
            raise RuntimeError("a process was not ready in time")
        await asyncio.sleep(begins_at - time.monotonic())
        payments = 0
        while time.monotonic() < ends_at:
            await _post_one(database, random.choice(accounts))
            payments += 1
    finally:
        await database.close()
    return payments


async def _post_one(database: Database, account_id: AccountId) -> None:
    received = ledger.PaymentReceived(
        source=f"bench:{random.getrandbits(96):024x}",
        account_id=account_id,
        plan_id=None,
        installment_no=None,
        amount=Money(100, "MXN"),
        received_at=_NOW,
        method="card",
    )
    async with database.transaction() as conn:
        await ledger.post_payment(conn, received)
