"""Money that came from outside or went back there, by the key it was booked under."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.ids import AccountId
from bot.kernel.money import Money
from bot.ledger.tables import entries, transactions


@dataclass(frozen=True, slots=True, kw_only=True)
class CashMovement:
    """A transaction and the cash in it: positive came in, negative went out.

    `seq` is its place in the ledger; `account_id` None: nobody knew yet whose it is.
    """

    seq: int
    key: str
    account_id: AccountId | None
    folio: str | None
    cash: Money
    posted_at: datetime


async def cash_of(conn: AsyncConnection, keys: Collection[str]) -> dict[str, CashMovement]:
    """The movements booked under these keys, by key."""
    query = _CASH.where(transactions.c.idempotency_key == sa.any_(sa.literal([*keys], _TEXTS)))
    rows = (await conn.execute(query)).mappings()
    return {row["idempotency_key"]: _movement(row) for row in rows}


async def cash_since(
    conn: AsyncConnection, moment: datetime, *, prefixes: Collection[str], after: int, limit: int
) -> list[CashMovement]:
    """The next movements booked since `moment` under keys that begin so, after place `after`."""
    begins = sa.or_(
        *(transactions.c.idempotency_key.startswith(each, autoescape=True) for each in prefixes)
    )
    query = (
        _CASH.where(transactions.c.posted_at >= moment, transactions.c.seq > after, begins)
        .order_by(transactions.c.seq)
        .limit(limit)
    )
    return [_movement(row) for row in (await conn.execute(query)).mappings()]


_TEXTS: Final = sa.ARRAY(sa.Text)

_CASH: Final = (
    sa.select(
        transactions.c.seq,
        transactions.c.idempotency_key,
        transactions.c.account_id,
        transactions.c.folio,
        transactions.c.posted_at,
        sa.func.sum(entries.c.amount_minor).label("minor"),
        entries.c.currency,
    )
    .join(entries, entries.c.transaction_id == transactions.c.id)
    .where(entries.c.book == "cash")
    .group_by(transactions.c.id, entries.c.currency)
)


def _movement(row: sa.RowMapping) -> CashMovement:
    return CashMovement(
        seq=row["seq"],
        key=row["idempotency_key"],
        account_id=row["account_id"],
        folio=row["folio"],
        cash=Money(int(row["minor"]), row["currency"]),
        posted_at=row["posted_at"],
    )
