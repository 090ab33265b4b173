"""The ledger proved by itself: figures that must agree, read in two ways, in bounded pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.ids import AccountId
from bot.kernel.money import Money
from bot.ledger.chart import OWED_BOOKS
from bot.ledger.tables import accounts, charges, entries, plans, transactions

_PAGE: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Excess:
    """A transaction whose entries do not sum to zero, or are not as many as were written."""

    transaction_id: str
    account_id: AccountId | None
    folio: str | None
    excess: Money
    posted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """An account read twice: what it owes by its books, and by its charges less what moved them.

    `credit` is money beyond the debt; `arranged` what stands in the book of agreements.
    """

    account_id: AccountId
    by_books: Money
    by_charges: Money
    credit: Money
    arranged: Money
    has_plan: bool


async def unbalanced(conn: AsyncConnection, *, after: int) -> tuple[list[Excess], int | None]:
    """What is unbalanced among the next thousand transactions, and their last place; None: end."""
    page = (
        sa.select(transactions.c.seq)
        .where(transactions.c.seq > after)
        .order_by(transactions.c.seq)
        .limit(_PAGE)
        .subquery()
    )
    last: int | None = await conn.scalar(sa.select(sa.func.max(page.c.seq)))
    if last is None:
        return [], None
    rows = await conn.execute(_EXCESS, {"after": after, "last": last})
    return [_excess(row) for row in rows.mappings()], last


async def figures(conn: AsyncConnection, *, after: str) -> tuple[list[Figures], AccountId | None]:
    """The figures of the next thousand accounts, and the last of them; None: end."""
    rows = (await conn.execute(_ACCOUNTS, {"after": after})).all()
    if not rows:
        return [], None
    ids = [row.id for row in rows]
    books = await _sums(conn, _BOOKS, ids)
    charged = await _sums(conn, _CHARGED, ids)
    moved = await _sums(conn, _MOVED, ids)
    return [_figures(row, books=books, charged=charged, moved=moved) for row in rows], ids[-1]


type _Sums = dict[tuple[str, str], int]

_SUM: Final = sa.func.coalesce(sa.func.sum(entries.c.amount_minor), 0)
_IDS: Final = sa.any_(sa.bindparam("ids", type_=sa.ARRAY(sa.Text)))

_EXCESS: Final = (
    sa.select(
        transactions.c.id,
        transactions.c.account_id,
        transactions.c.folio,
        transactions.c.posted_at,
        _SUM.label("minor"),
        # Of a transaction without any entry there is no currency to tell: the sum is zero anyway.
        sa.func.coalesce(sa.func.min(entries.c.currency), "MXN").label("currency"),
    )
    .outerjoin(entries, entries.c.transaction_id == transactions.c.id)
    .where(transactions.c.seq > sa.bindparam("after"), transactions.c.seq <= sa.bindparam("last"))
    .group_by(transactions.c.id)
    .having(
        sa.or_(
            _SUM != 0,
            sa.func.count(entries.c.id) != transactions.c.entry_count,
            sa.func.count(sa.distinct(entries.c.currency)) != 1,
        )
    )
)

_ACCOUNTS: Final = (
    sa.select(
        accounts.c.id,
        accounts.c.currency,
        sa.exists()
        .where(plans.c.account_id == accounts.c.id, plans.c.state == "active")
        .label("has_plan"),
    )
    .where(accounts.c.id > sa.bindparam("after"))
    .order_by(accounts.c.id)
    .limit(_PAGE)
)

_BOOKS: Final = (
    sa.select(entries.c.account_id, entries.c.book.label("name"), _SUM.label("minor"))
    .where(entries.c.account_id == _IDS)
    .group_by(entries.c.account_id, entries.c.book)
)

_CHARGED: Final = (
    sa.select(
        charges.c.account_id,
        sa.literal("charged").label("name"),
        sa.func.sum(charges.c.amount_minor).label("minor"),
    )
    .where(charges.c.account_id == _IDS)
    .group_by(charges.c.account_id)
)

# What happened to charges after they were made: everything but the entry that made each.
_MOVED: Final = (
    sa.select(charges.c.account_id, sa.literal("moved").label("name"), _SUM.label("minor"))
    .join(entries, entries.c.charge_id == charges.c.id)
    .where(charges.c.account_id == _IDS, entries.c.transaction_id != charges.c.transaction_id)
    .group_by(charges.c.account_id)
)


async def _sums(conn: AsyncConnection, query: sa.Select[Any], ids: list[str]) -> _Sums:
    rows = await conn.execute(query, {"ids": ids})
    return {(row.account_id, row.name): int(row.minor) for row in rows}


def _excess(row: sa.RowMapping) -> Excess:
    return Excess(
        transaction_id=row["id"],
        account_id=row["account_id"],
        folio=row["folio"],
        excess=Money(int(row["minor"]), row["currency"]),
        posted_at=row["posted_at"],
    )


def _figures(row: sa.Row[Any], *, books: _Sums, charged: _Sums, moved: _Sums) -> Figures:
    def money(minor: int) -> Money:
        return Money(minor, row.currency)

    by_charges = charged.get((row.id, "charged"), 0) + moved.get((row.id, "moved"), 0)
    return Figures(
        account_id=row.id,
        by_books=money(sum(books.get((row.id, book), 0) for book in OWED_BOOKS)),
        by_charges=money(by_charges),
        credit=money(-books.get((row.id, "customer_credit"), 0)),
        arranged=money(books.get((row.id, "arranged"), 0)),
        has_plan=row.has_plan,
    )
