"""What was agreed with us and not kept: how often, and what the person has not been told yet.

Functions take the caller's transaction and never commit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.ids import AccountId
from bot.kernel.money import Money
from bot.ledger.plan_states import is_kept
from bot.ledger.plans import active_plan, plan
from bot.ledger.promises import open_promise
from bot.ledger.reach import asking
from bot.ledger.tables import plans, promises


@dataclass(frozen=True, slots=True, kw_only=True)
class NotKept:
    """An agreement or a promise that ended without its money: `amount` was due on `due_on`."""

    what: Literal["plan", "promise"]
    folio: str
    amount: Money
    due_on: date


@asking
async def times_not_kept(conn: AsyncConnection, account_id: AccountId) -> int:
    """How many agreements and promises made here were broken; the lender's count is beside it."""
    counts = [
        sa.select(sa.func.count())
        .where(table.c.account_id == account_id, table.c.state == "broken")
        .scalar_subquery()
        for table in (plans, promises)
    ]
    return int(await conn.scalar(sa.select(counts[0] + counts[1])) or 0)


@asking
async def untold(conn: AsyncConnection, account_id: AccountId) -> NotKept | None:
    """What was not kept and they have not been told; nothing once something new is agreed."""
    if await active_plan(conn, account_id) or await open_promise(conn, account_id):
        return None
    return await _broken_plan(conn, account_id) or await _missed_promise(conn, account_id)


@asking
async def mark_told(conn: AsyncConnection, account_id: AccountId, now: datetime) -> None:
    """They have been told of everything that was not kept until now."""
    for table in (plans, promises):
        await conn.execute(
            sa.update(table)
            .where(
                table.c.account_id == account_id,
                table.c.state.in_(("broken", "partial")),
                table.c.told_at.is_(None),
            )
            .values(told_at=now)
        )


async def _broken_plan(conn: AsyncConnection, account_id: AccountId) -> NotKept | None:
    query = (
        sa.select(plans.c.id, plans.c.state, plans.c.told_at)
        .where(plans.c.account_id == account_id)
        .order_by(plans.c.accepted_at.desc())
        .limit(1)
    )
    row = (await conn.execute(query)).first()
    if row is None or row.state != "broken" or row.told_at is not None:
        return None
    broken = await plan(conn, row.id)
    missed = next(i for i in broken.installments if not is_kept(i, broken.terms))
    return NotKept(what="plan", folio=broken.folio, amount=missed.owed, due_on=missed.due_on)


async def _missed_promise(conn: AsyncConnection, account_id: AccountId) -> NotKept | None:
    query = (
        sa.select(promises)
        .where(promises.c.account_id == account_id)
        .order_by(promises.c.made_at.desc())
        .limit(1)
    )
    row = (await conn.execute(query)).first()
    if row is None or row.state not in ("broken", "partial") or row.told_at is not None:
        return None
    return NotKept(
        what="promise",
        folio=row.folio,
        amount=Money(row.amount_minor, row.currency),
        due_on=row.due_on,
    )
