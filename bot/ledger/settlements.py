"""A settlement's discount, when the money that earned it goes back and when it comes again.

The discount that a payment earns at once is posted with it (`payment.py`). Functions take the
caller's transaction, want the account held, and never commit.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.money import Money
from bot.ledger import installments, journal, store
from bot.ledger.arranging import Moment, fresh_key
from bot.ledger.journal import Entry, Movement, fingerprint
from bot.ledger.payment import discount_entries, held_by
from bot.ledger.plans import Plan
from bot.ledger.tables import entries, transactions


async def take_back(conn: AsyncConnection, plan: Plan, at: Moment) -> None:
    """Post the opposite of the plan's discount, if one stands; kept under its own key."""
    row = await _standing_discount(conn, plan)
    if row is None:
        return
    rows = await conn.execute(sa.select(entries).where(entries.c.transaction_id == row.id))
    opposite = tuple(
        Entry(
            book=entry.book,
            amount=Money(-entry.amount_minor, entry.currency),
            component=entry.component,
            charge_id=entry.charge_id,
        )
        for entry in rows
    )
    movement = Movement(
        kind="reversal",
        account_id=plan.account_id,
        key=await fresh_key(conn, plan.account_id, f"{row.idempotency_key}:taken_back"),
        input_hash=fingerprint({"reverses": row.id}),
        occurred_on=at.day,
        posted_at=at.posted_at,
        memo=f"plan {plan.folio} is not fulfilled any more: its discount is taken back",
        entries=opposite,
        reverses=row.id,
    )
    await journal.post(conn, [movement])


async def forgive(conn: AsyncConnection, plan: Plan, *, payment_id: str, at: Moment) -> None:
    """Post the discount of a settlement that is fulfilled, by a payment that had gone back."""
    held = held_by(plan, await store.open_charges(conn, plan.account_id))
    if not held:
        return
    source = await _source(conn, payment_id)
    movement = Movement(
        kind="discount",
        account_id=plan.account_id,
        key=await fresh_key(conn, plan.account_id, f"{source}:discount"),
        input_hash=fingerprint({"plan": plan.id}),
        occurred_on=at.day,
        posted_at=at.posted_at,
        memo="settlement",
        entries=discount_entries(held),
    )
    await journal.post(conn, [movement])


async def _standing_discount(conn: AsyncConnection, plan: Plan) -> Any:
    """The discount that stands for the plan: (id, key), None when there is none."""
    sources = [
        f"{await _source(conn, one)}:discount"
        for one in await installments.payments_of(conn, plan.id)
    ]
    undone = transactions.alias()
    key = transactions.c.idempotency_key
    rows = await conn.execute(
        sa.select(transactions.c.id, key)
        .outerjoin(undone, undone.c.reverses == transactions.c.id)
        .where(
            transactions.c.account_id == plan.account_id,
            transactions.c.kind == "discount",
            undone.c.id.is_(None),
            sa.or_(*(key.startswith(source, autoescape=True) for source in sources)),
        )
        .order_by(transactions.c.seq.desc())
    )
    return rows.first()


async def _source(conn: AsyncConnection, transaction_id: str) -> str:
    query = sa.select(transactions.c.idempotency_key).where(transactions.c.id == transaction_id)
    return str(await conn.scalar(query))
