"""What time does to agreements: instalments are late, plans and promises break, day by day.

To be called for each account whose day has moved on, in a transaction of its own. Twice is once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.tables import customers
from bot.kernel.clock import local_date
from bot.kernel.ids import AccountId, PlanId, PromiseId
from bot.ledger import lifecycle, plans, promises, store
from bot.ledger.arranging import Moment
from bot.ledger.tables import accounts, installments
from bot.ledger.tables import plans as plans_table
from bot.ledger.tables import promises as promises_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Aged:
    """What changed on an account: the plans that broke, the promises that were decided."""

    broken_plans: tuple[PlanId, ...]
    settled_promises: tuple[PromiseId, ...]


async def accounts_to_age(conn: AsyncConnection, now: datetime) -> list[AccountId]:
    """Accounts where something was due before today, in the customer's own zone, in order."""
    rows = await conn.execute(_TO_AGE, {"now": now})
    return list(rows.scalars())


async def age(conn: AsyncConnection, account_id: AccountId, now: datetime) -> Aged:
    """Bring the account's plan and promise up to the customer's day; holds the account."""
    owner = await store.lock_account(conn, account_id)
    at = Moment(day=local_date(now, owner.zone), posted_at=now)
    plan = await plans.active_plan(conn, account_id)
    is_broken = plan is not None and await lifecycle.break_if_missed(conn, plan, at) is None
    settled = await promises.age(conn, owner, at.day)
    return Aged(
        broken_plans=(plan.id,) if plan is not None and is_broken else (),
        settled_promises=tuple(promise.id for promise in settled),
    )


_TODAY: Final = sa.cast(
    sa.func.timezone(customers.c.zone, sa.bindparam("now", type_=sa.DateTime(timezone=True))),
    sa.Date,
)
_OF_PLAN: Final = sa.exists().where(
    plans_table.c.account_id == accounts.c.id,
    plans_table.c.state == "active",
    installments.c.plan_id == plans_table.c.id,
    installments.c.state.in_(("pending", "partial", "late")),
    installments.c.due_on < _TODAY,
)
_OF_PROMISE: Final = sa.exists().where(
    promises_table.c.account_id == accounts.c.id,
    promises_table.c.state == "open",
    promises_table.c.due_on + promises_table.c.grace_days < _TODAY,
)
_TO_AGE: Final = (
    sa.select(accounts.c.id)
    .join_from(accounts, customers, accounts.c.customer_id == customers.c.id)
    .where(sa.or_(_OF_PLAN, _OF_PROMISE))
    .order_by(accounts.c.id)
)
