"""What a pay link stands for in the ledger, read at the moment it is opened or paid."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.clock import local_date
from bot.ledger import service as ledger
from bot.payments.model import Due, PayLink, judge


async def due_of(conn: AsyncConnection, link: PayLink, now: datetime) -> Due:
    """Whether the link may be paid now, and how much; raises LedgerDoubt."""
    plan = await ledger.plan(conn, link.plan_id)
    account = await ledger.account(conn, link.account_id)
    balance = await ledger.balance(conn, link.account_id, today=local_date(now, account.zone))
    installment = plan.installments[link.installment_no - 1]
    return judge(
        link,
        is_plan_active=plan.state == "active",
        is_installment_paid=installment.state == "paid",
        owed=min(balance.total, installment.owed),
        now=now,
    )
