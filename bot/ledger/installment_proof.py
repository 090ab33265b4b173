"""Instalments proved by the payments that were counted for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.ids import AccountId
from bot.kernel.money import Money
from bot.ledger.tables import installment_payments, installments, plans


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallmentSum:
    """What an instalment says it was paid, and what was counted for it, payment by payment."""

    subject: str
    account_id: AccountId
    folio: str
    paid: Money
    posted: Money


async def disagreeing(conn: AsyncConnection) -> list[InstallmentSum]:
    """The instalments whose paid sum is not the sum of what was counted for them."""
    return [
        InstallmentSum(
            subject=f"{row.plan_id}:{row.no}",
            account_id=row.account_id,
            folio=row.folio,
            paid=Money(row.paid_minor, row.currency),
            posted=Money(int(row.posted_minor), row.currency),
        )
        for row in await conn.execute(_DISAGREEING)
    ]


_POSTED: Final = sa.func.coalesce(sa.func.sum(installment_payments.c.amount_minor), 0)

_DISAGREEING: Final[sa.Select[Any]] = (
    sa.select(
        installments.c.plan_id,
        installments.c.no,
        installments.c.paid_minor,
        installments.c.currency,
        plans.c.account_id,
        plans.c.folio,
        _POSTED.label("posted_minor"),
    )
    .join(plans, plans.c.id == installments.c.plan_id)
    .outerjoin(
        installment_payments,
        sa.and_(
            installment_payments.c.plan_id == installments.c.plan_id,
            installment_payments.c.no == installments.c.no,
        ),
    )
    .group_by(installments.c.plan_id, installments.c.no, plans.c.id)
    .having(installments.c.paid_minor != _POSTED)
    .order_by(installments.c.plan_id, installments.c.no)
)
