"""Import a lender's portfolio: good lines are written once, bad ones reported with their reason.

The same file twice changes nothing. An account is written whole in one transaction; when a line of
it is rejected, or the lender's declared total is another, its figures are in doubt and not told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import batched
from pathlib import Path
from typing import Final

from bot.kernel.errors import SaldoError
from bot.kernel.ids import AccountId
from bot.kernel.privacy import Vault
from bot.ledger.service import OrderFor, usual_order
from bot.storage.database import Database
from bot.usecases.portfolio_batches import Arranged, arrange
from bot.usecases.portfolio_file import read_lines
from bot.usecases.portfolio_writer import Tally, Writer


def _silent(_done: int) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """`on_progress` hears how many lines are done, again and again.

    `order_for` says in which order payments reach the components of an account.
    """

    on_progress: Callable[[int], None] = _silent
    order_for: OrderFor = usual_order


_USUAL: Final = Options()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """How many lines were imported or said nothing new, and which were rejected: (number, reason).

    `unapplied`: (number, id) of payments for no account that we know: the money waits.
    `doubted` are the accounts whose figures will not be told until a person has looked.
    """

    imported: int
    unchanged: int
    rejected: tuple[tuple[int, str], ...]
    unapplied: tuple[tuple[int, str], ...]
    doubted: tuple[AccountId, ...]


async def import_portfolio(
    database: Database,
    vault: Vault,
    path: Path,
    *,
    all_or_nothing: bool,
    now: datetime,
    options: Options = _USUAL,
) -> ImportReport:
    """Import the file.

    With `all_or_nothing` one rejected line leaves everything as it was. Raises OSError.
    """
    arranged = await asyncio.to_thread(_arranged, path, now.date())
    tally = Tally(unchanged=arranged.repeated, on_progress=options.on_progress)
    for bad in arranged.bad:
        tally.reject(bad.number, bad.reason)
    writer = Writer(
        vault=vault, now=now, shift=arranged.shift, tally=tally, order_for=options.order_for
    )
    if not all_or_nothing:
        await _write_in_batches(database, writer, arranged)
        return _report(tally)
    return await _write_at_once(database, writer, arranged)


def _arranged(path: Path, today: date) -> Arranged:
    return arrange(read_lines(_numbered(path)), today=today)


def _numbered(path: Path) -> Iterator[tuple[int, str]]:
    with path.open("rb") as file:
        for number, raw in enumerate(file, 1):
            yield number, raw.decode(errors="replace")


_BATCH: Final = 200


class _Undone(SaldoError):
    """A line was rejected: roll everything back."""


async def _write_in_batches(database: Database, writer: Writer, arranged: Arranged) -> None:
    for people in batched(arranged.customers, _BATCH):
        async with database.transaction() as conn:
            await writer.write_customers(conn, people)
    for groups in batched(arranged.groups.values(), _BATCH):
        async with database.transaction() as conn:
            await writer.write_groups(conn, groups)
    async with database.transaction() as conn:
        await writer.write_strays(conn, arranged.strays)


async def _write_at_once(database: Database, writer: Writer, arranged: Arranged) -> ImportReport:
    try:
        async with database.transaction() as conn:
            await writer.write_customers(conn, arranged.customers)
            await writer.write_groups(conn, tuple(arranged.groups.values()))
            await writer.write_strays(conn, arranged.strays)
            _refuse_any_rejected(writer.tally)
    except _Undone:
        rejected = _report(writer.tally).rejected
        return ImportReport(imported=0, unchanged=0, rejected=rejected, unapplied=(), doubted=())
    return _report(writer.tally)


def _refuse_any_rejected(tally: Tally) -> None:
    if tally.rejected:
        raise _Undone("a line was rejected")


def _report(tally: Tally) -> ImportReport:
    return ImportReport(
        imported=tally.imported,
        unchanged=tally.unchanged,
        rejected=tuple(sorted(tally.rejected)),
        unapplied=tuple(sorted(tally.unapplied)),
        doubted=tuple(sorted(tally.doubted)),
    )
