"""Money that goes back and comes again, booked entry by entry: what the payment did, undone."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.money import Money, total
from bot.ledger import journal, plan_money, store
from bot.ledger.allocation import allocate, less_owed, without
from bot.ledger.journal import Entry, Movement
from bot.ledger.tables import entries, transactions
from tests.builders.ledger import ACCOUNT


async def give_back(
    conn: AsyncConnection, payment_id: str, minor: int, *, source: str, day: date, at: datetime
) -> str:
    """Refund so much of a payment, what it paid last first, and let the agreement follow."""
    undone = list(_undone(await _entries(conn, payment_id), minor))
    refund_id = await _post(
        conn,
        (*undone, Entry(book="cash", amount=Money(-minor, "MXN"))),
        kind="refund",
        source=source,
        day=day,
        at=at,
        refunds=payment_id,
    )
    await plan_money.money_went_back(
        conn,
        ACCOUNT,
        payment_id=payment_id,
        amount=Money(minor, "MXN"),
        day=day,
        posted_at=at,
    )
    return refund_id


async def bring_again(
    conn: AsyncConnection, refund_id: str, *, source: str, day: date, at: datetime
) -> None:
    """The refund did not arrive: what it opened is paid again, and the agreement follows."""
    rows = await _entries(conn, refund_id)
    minor = next(-row.amount_minor for row in rows if row.book == "cash")
    charges = await store.open_charges(conn, ACCOUNT)
    opened = {row.charge_id: Money(row.amount_minor, row.currency) for row in rows}
    first = [(c, min(c.owed, opened[c.charge.id])) for c in charges if c.charge.id in opened]
    left = Money(minor, "MXN") - total((part for _, part in first), "MXN")
    others = allocate(left, without(charges, first), order=())
    beyond = (Entry(book="customer_credit", amount=-others.rest),) if others.rest else ()
    again = (
        Entry(book="cash", amount=Money(minor, "MXN")),
        *less_owed([*first, *others.parts]),
        *beyond,
    )
    await _post(conn, again, kind="reversal", source=source, day=day, at=at, reverses=refund_id)
    query = sa.select(transactions.c.refunds).where(transactions.c.id == refund_id)
    await plan_money.money_came_back(
        conn,
        ACCOUNT,
        payment_id=await conn.scalar(query),
        amount=Money(minor, "MXN"),
        day=day,
        posted_at=at,
    )


async def _post(
    conn: AsyncConnection,
    moved: tuple[Entry, ...],
    *,
    kind: journal.Kind,
    source: str,
    day: date,
    at: datetime,
    refunds: str | None = None,
    reverses: str | None = None,
) -> str:
    movement = Movement(
        kind=kind,
        account_id=ACCOUNT,
        key=source,
        input_hash="h",
        occurred_on=day,
        posted_at=at,
        memo=kind,
        entries=moved,
        refunds=refunds,
        reverses=reverses,
    )
    return (await journal.post(conn, [movement]))[0]


async def _entries(conn: AsyncConnection, transaction_id: str) -> list[sa.Row]:
    query = (
        sa.select(entries)
        .where(entries.c.transaction_id == transaction_id)
        .order_by(entries.c.id.desc())
    )
    return list(await conn.execute(query))


def _undone(rows: list[sa.Row], minor: int) -> list[Entry]:
    found = []
    for row in rows:
        part = min(minor, -row.amount_minor)
        if part > 0:
            found.append(_entry(row, part))
            minor -= part
    return found


def _entry(row: sa.Row, minor: int) -> Entry:
    return Entry(
        book=row.book,
        amount=Money(minor, row.currency),
        component=row.component,
        charge_id=row.charge_id,
    )
