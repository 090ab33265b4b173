"""What an account owed at a moment, and every movement between two of them; said once, forever.

Telling figures for a moment closes the time before it: the account notes the moment, and the
journal books whatever comes later after it. Functions take the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.errors import Permanent
from bot.kernel.ids import AccountId
from bot.kernel.money import Money, total
from bot.ledger import store
from bot.ledger.chart import OWED_BOOKS
from bot.ledger.journal import Kind
from bot.ledger.model import COMPONENTS, Account, Component
from bot.ledger.tables import accounts, entries, transactions


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is owed, component by component (only those not nought), and the credit held.

    `net` is what is owed less the credit.
    """

    owed: Money
    credit: Money
    net: Money
    components: tuple[tuple[Component, Money], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One movement: by how much it changed each figure, and what was owed (net) after it."""

    transaction_id: str
    kind: Kind
    folio: str | None
    memo: str
    occurred_on: date
    booked_at: datetime
    change: Figures
    running: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What was booked after `since` up to `until`: opening and the changes make the closing."""

    account: Account
    since: datetime
    until: datetime
    opening: Figures
    lines: tuple[StatementLine, ...]
    closing: Figures


async def balance_as_of(
    conn: AsyncConnection, account_id: AccountId, moment: datetime, *, now: datetime
) -> Figures:
    """What the account owed by what had been booked up to `moment`; it never changes afterwards.

    Raises Permanent for an unknown account and a moment that is not past.
    """
    owner = await _close(conn, account_id, moment, now=now)
    return await _figures(conn, owner, moment)


async def statement(
    conn: AsyncConnection,
    account_id: AccountId,
    *,
    since: datetime,
    until: datetime,
    now: datetime,
) -> Statement:
    """The account's movements between two moments; the same for ever.

    Raises Permanent for an unknown account, an end that is not past, and one before the beginning.
    """
    if until < since:
        raise Permanent(f"{account_id}: a statement ends before it begins")
    owner = await _close(conn, account_id, until, now=now)
    opening = await _figures(conn, owner, since)
    return Statement(
        account=owner,
        since=since,
        until=until,
        opening=opening,
        lines=tuple(_lines(await _moved(conn, owner, since, until), owner, opening)),
        closing=await _figures(conn, owner, until),
    )


async def _close(
    conn: AsyncConnection, account_id: AccountId, moment: datetime, *, now: datetime
) -> Account:
    """Hold the account and let nothing be booked up to `moment` any more."""
    if moment >= now:
        raise Permanent(f"{account_id}: figures of a moment that is not past")
    owner = await store.lock_account(conn, account_id)
    told = accounts.c.told_until
    await conn.execute(
        sa.update(accounts)
        .where(accounts.c.id == account_id, sa.or_(told.is_(None), told < moment))
        .values(told_until=moment)
    )
    return owner


type _Row = sa.Row[*tuple[Any, ...]]

_MINOR: Final = sa.func.sum(entries.c.amount_minor).label("minor")
_TOLD_BOOKS: Final = (*OWED_BOOKS, "customer_credit")


async def _figures(conn: AsyncConnection, owner: Account, moment: datetime) -> Figures:
    rows = await conn.execute(
        sa.select(entries.c.book, entries.c.component, _MINOR)
        .join(transactions, transactions.c.id == entries.c.transaction_id)
        .where(
            transactions.c.account_id == owner.id,
            transactions.c.posted_at <= moment,
            entries.c.book.in_(_TOLD_BOOKS),
        )
        .group_by(entries.c.book, entries.c.component)
    )
    return _sum(list(rows), owner.currency)


async def _moved(
    conn: AsyncConnection, owner: Account, since: datetime, until: datetime
) -> list[_Row]:
    rows = await conn.execute(
        sa.select(
            transactions,
            entries.c.book,
            entries.c.component,
            entries.c.amount_minor.label("minor"),
        )
        .join(entries, entries.c.transaction_id == transactions.c.id)
        .where(
            transactions.c.account_id == owner.id,
            transactions.c.posted_at > since,
            transactions.c.posted_at <= until,
            entries.c.book.in_(_TOLD_BOOKS),
        )
        .order_by(transactions.c.seq, entries.c.no)
    )
    return list(rows)


def _lines(rows: Iterable[_Row], owner: Account, opening: Figures) -> Iterator[StatementLine]:
    """One line per movement that changes a figure: what only changes books says nothing."""
    running = opening.net
    for _, of_one in groupby(rows, key=lambda row: row.seq):
        found = list(of_one)
        change = _sum(found, owner.currency)
        if change.components or change.credit:
            running += change.net
            yield _line(found[0], change, running)


def _line(row: _Row, change: Figures, running: Money) -> StatementLine:
    return StatementLine(
        transaction_id=row.id,
        kind=row.kind,
        folio=row.folio,
        memo=row.memo,
        occurred_on=row.occurred_on,
        booked_at=row.posted_at,
        change=change,
        running=running,
    )


def _sum(rows: list[_Row], currency: str) -> Figures:
    by_component = {
        name: Money(sum(int(row.minor) for row in rows if row.component == name), currency)
        for name in COMPONENTS
    }
    credit = Money(-sum(int(row.minor) for row in rows if row.component is None), currency)
    owed = total(by_component.values(), currency)
    return Figures(
        owed=owed,
        credit=credit,
        net=owed - credit,
        components=tuple((name, amount) for name, amount in by_component.items() if amount),
    )
