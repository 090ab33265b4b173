"""Correcting the ledger: nothing is changed, the opposite is posted beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.errors import Permanent, Rejected
from bot.kernel.money import Money
from bot.ledger import journal, store
from bot.ledger.journal import Entry, Movement, fingerprint
from bot.ledger.tables import entries, transactions


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversal:
    """Which transaction to take back, and why; `source` names the reversal for good: `re:…`."""

    transaction_id: str
    source: str
    occurred_on: date
    posted_at: datetime
    memo: str


class AlreadyReversed(Rejected):
    """The transaction counts no more: something else has taken it back."""

    def __init__(self) -> None:
        super().__init__("already_reversed")


async def reverse(conn: AsyncConnection, reversal: Reversal) -> str:
    """Post the opposite of a transaction and return its id; the same source gives the same one.

    A transaction that was taken back and restored can be taken back again. Plans are left as they
    are: whether money that went back breaks an agreement is for a person.
    Raises AlreadyReversed, KeyReused, and Permanent for an unknown transaction.
    """
    reversed_row = await _transaction(conn, reversal.transaction_id)
    await store.lock_account(conn, reversed_row.account_id)
    input_hash = fingerprint({"reverses": reversal.transaction_id})
    known = (await journal.recorded(conn, [reversal.source])).get(reversal.source)
    if known is not None:
        known.must_match(input_hash)
        return known.id
    standing = await _standing(conn, reversal.transaction_id)
    movement = Movement(
        kind="reversal",
        account_id=reversed_row.account_id,
        key=reversal.source,
        input_hash=input_hash,
        occurred_on=reversal.occurred_on,
        posted_at=reversal.posted_at,
        memo=reversal.memo,
        entries=await _opposite(conn, standing),
        reverses=standing,
    )
    return (await journal.post(conn, [movement]))[0]


async def _transaction(conn: AsyncConnection, transaction_id: str) -> sa.Row[tuple[str]]:
    found = await conn.execute(
        sa.select(transactions.c.account_id).where(transactions.c.id == transaction_id)
    )
    row = found.first()
    if row is None:
        raise Permanent(f"no transaction {transaction_id}")
    return row


async def _standing(conn: AsyncConnection, transaction_id: str) -> str:
    """The transaction by which the movement counts today: itself, or its latest restoration."""
    reversal = await _reversal_of(conn, transaction_id)
    if reversal is None:
        return transaction_id
    restoration = await _reversal_of(conn, reversal)
    if restoration is None:
        raise AlreadyReversed
    return await _standing(conn, restoration)


async def _reversal_of(conn: AsyncConnection, transaction_id: str) -> str | None:
    query = sa.select(transactions.c.id).where(transactions.c.reverses == transaction_id)
    found: str | None = await conn.scalar(query)
    return found


async def _opposite(conn: AsyncConnection, transaction_id: str) -> tuple[Entry, ...]:
    rows = await conn.execute(
        sa.select(entries).where(entries.c.transaction_id == transaction_id).order_by(entries.c.id)
    )
    return tuple(
        Entry(
            book=row.book,
            amount=Money(-row.amount_minor, row.currency),
            component=row.component,
            charge_id=row.charge_id,
        )
        for row in rows
    )
