"""Which payment paid which instalment: a list that only grows, and the instalments as they are.

Functions take the caller's transaction and never commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.ids import PlanId
from bot.ledger.plan_states import Share
from bot.ledger.plans import Plan
from bot.ledger.tables import installment_payments, installments


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidBy:
    """What one payment did for an agreement, in minor units: at first, and by instalment now."""

    plan_id: PlanId
    first: int
    now: dict[int, int]

    @property
    def standing(self) -> int:
        """What of the agreement it still pays, in minor units."""
        return sum(self.now.values())


async def record(
    conn: AsyncConnection,
    plan: Plan,
    shares: Sequence[Share],
    *,
    transaction_id: str,
    posted_at: datetime,
) -> None:
    """Write the shares of a payment (negative: of what went back), and the plan's instalments."""
    if shares:
        rows = [
            {
                "plan_id": plan.id,
                "no": no,
                "transaction_id": transaction_id,
                "amount_minor": part.amount_minor,
                "posted_at": posted_at,
            }
            for no, part in shares
        ]
        await conn.execute(sa.insert(installment_payments), rows)
    await save(conn, plan)


async def save(conn: AsyncConnection, plan: Plan) -> None:
    """Write how much of each instalment is paid, and what it is now.

    A full one names the payment that filled it.
    """
    for installment in plan.installments:
        is_full = installment.state == "paid"
        await conn.execute(
            sa.update(installments)
            .where(installments.c.plan_id == plan.id, installments.c.no == installment.no)
            .values(
                paid_minor=installment.paid.amount_minor,
                state=installment.state,
                paid_transaction_id=_filled_by(plan.id, installment.no) if is_full else None,
            )
        )


def _filled_by(plan_id: PlanId, no: int) -> sa.ScalarSelect[str]:
    return (
        sa.select(installment_payments.c.transaction_id)
        .where(
            installment_payments.c.plan_id == plan_id,
            installment_payments.c.no == no,
            installment_payments.c.amount_minor > 0,
        )
        .order_by(installment_payments.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )


async def paid_by(conn: AsyncConnection, transaction_id: str) -> PaidBy | None:
    """What this payment has paid of an agreement; None when it counted for none."""
    rows = await conn.execute(
        sa.select(
            installment_payments.c.plan_id,
            installment_payments.c.no,
            installment_payments.c.amount_minor,
        )
        .where(installment_payments.c.transaction_id == transaction_id)
        .order_by(installment_payments.c.id)
    )
    found: Sequence[Any] = rows.all()
    if not found:
        return None
    now: dict[int, int] = {}
    for row in found:
        now[row.no] = now.get(row.no, 0) + row.amount_minor
    return PaidBy(plan_id=found[0].plan_id, first=_at_first(found), now=now)


async def payments_of(conn: AsyncConnection, plan_id: PlanId) -> list[str]:
    """The payments that counted for the plan, the latest first."""
    latest = sa.func.max(installment_payments.c.id)
    rows = await conn.execute(
        sa.select(installment_payments.c.transaction_id)
        .where(installment_payments.c.plan_id == plan_id)
        .group_by(installment_payments.c.transaction_id)
        .order_by(latest.desc())
    )
    return list(rows.scalars())


def _at_first(rows: Sequence[Any]) -> int:
    """The sum of the rows that were written with the payment, before anything went back."""
    going_back = next((n for n, row in enumerate(rows) if row.amount_minor < 0), len(rows))
    return sum(row.amount_minor for row in rows[:going_back])
