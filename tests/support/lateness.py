"""An account that accrues, and what its nights made of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.money import Money
from bot.ledger import accrual_terms
from bot.ledger.accrual_terms import Declaration
from bot.ledger.accruals import AccrualTerms
from bot.ledger.accruing import accrue_account
from bot.ledger.tables import accounts, charges
from tests.builders.ledger import ACCOUNT, NOW, charge, lend, mxn

TERMS = AccrualTerms(
    late_interest_pct=Decimal("36.00"),
    day_count=360,
    tax_pct=Decimal(16),
    late_fee=None,
    grace_days=3,
)


async def declare(conn: AsyncConnection, terms: AccrualTerms | None = TERMS) -> bool:
    """The lender declares these terms today."""
    declared = Declaration(terms=terms, declared_at=NOW) if terms else None
    return await accrual_terms.keep(conn, ACCOUNT, declared)


async def lend_late(conn: AsyncConnection, **terms: Any) -> None:
    """1,000.00 of principal, ten days late, that accrues 1.00 a night and its tax from today."""
    await lend(conn, charge("C-1", "1000.00", due=-10))
    await declare(conn, replace(TERMS, **terms))


async def pass_days(conn: AsyncConnection, count: int) -> int:
    """So many days go by, and then the night's job runs: how many charges it posts."""
    return await accrue_account(conn, ACCOUNT, after(count))


def after(count: int) -> datetime:
    """Early in the morning, in Mexico City, of the day `count` days from today."""
    return datetime(2026, 11, 21, 9, tzinfo=UTC) + timedelta(days=count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accrued:
    """A charge that a night made."""

    component: str
    amount: Money
    due_on: date


async def accrued(conn: AsyncConnection) -> list[Accrued]:
    """What accrued on the account, in the order of its posting."""
    query = sa.select(charges).where(charges.c.origin == "accrual").order_by(charges.c.id)
    return [
        Accrued(
            component=row.component,
            amount=Money(row.amount_minor, row.currency),
            due_on=row.due_on,
        )
        for row in await conn.execute(query)
    ]


async def sums(conn: AsyncConnection) -> dict[str, Money]:
    """What accrued, by component."""
    found: dict[str, Money] = {}
    for one in await accrued(conn):
        found[one.component] = found.get(one.component, mxn("0")) + one.amount
    return found


async def change_account(conn: AsyncConnection, **values: Any) -> None:
    await conn.execute(sa.update(accounts).values(**values))
