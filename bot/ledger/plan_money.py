"""What follows for an agreement when a payment that counted for it goes back, or comes again.

To be called once the refund, dispute or reversal is in the journal, in its transaction. The debt
itself is booked there; here instalments, discount, `arranged` and promises follow it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.clock import local_date
from bot.kernel.ids import AccountId
from bot.kernel.money import Money
from bot.ledger import (
    arranging,
    installments,
    lifecycle,
    plan_states,
    plans,
    promises,
    settlements,
    store,
)
from bot.ledger.arranging import Moment
from bot.ledger.installments import PaidBy
from bot.ledger.model import Account
from bot.ledger.plan_states import Share
from bot.ledger.plans import Plan
from bot.ledger.tables import entries, transactions


async def money_went_back(
    conn: AsyncConnection,
    account_id: AccountId,
    *,
    payment_id: str,
    amount: Money,
    day: date,
    posted_at: datetime,
) -> None:
    """`amount` of a payment went back: its instalments are open again, the newest first.

    What it had paid beyond the agreement goes first. A settlement's discount is taken back; a plan
    that was fulfilled is in force again while it is in time, else broken.
    """
    owner = await store.lock_account(conn, account_id)
    at = _today(owner, day, posted_at)
    paid = await installments.paid_by(conn, payment_id)
    if paid is not None:
        plan = await plans.plan(conn, paid.plan_id)
        gone = min(amount.amount_minor, paid.standing - await _covered(conn, payment_id, paid))
        lost = plan_states.taken_back(Money(max(0, gone), owner.currency), _now(paid, owner))
        if lost:
            await _lose(conn, plan, lost, payment_id=payment_id, at=at)
    await _rearrange(conn, owner, at)
    await _settle_promises(conn, owner, payment_id, at)


async def money_came_back(
    conn: AsyncConnection,
    account_id: AccountId,
    *,
    payment_id: str,
    amount: Money,
    day: date,
    posted_at: datetime,
) -> None:
    """`amount` of a payment that had gone back is here after all: it counts as it did before."""
    owner = await store.lock_account(conn, account_id)
    at = _today(owner, day, posted_at)
    paid = await installments.paid_by(conn, payment_id)
    if paid is not None:
        plan = await plans.plan(conn, paid.plan_id)
        due = min(amount.amount_minor, await _covered(conn, payment_id, paid) - paid.standing)
        given = plan_states.shares(plan, Money(max(0, due), owner.currency))
        if given:
            await _gain(conn, plan, given, payment_id=payment_id, at=at)
    await _rearrange(conn, owner, at)
    await _settle_promises(conn, owner, payment_id, at)


async def rearrange(
    conn: AsyncConnection, owner: Account, *, day: date, posted_at: datetime
) -> None:
    """Whatever a movement did to the books, `arranged` is what the plan in force asks."""
    await _rearrange(conn, owner, _today(owner, day, posted_at))


def _today(owner: Account, day: date, posted_at: datetime) -> Moment:
    """Agreements are judged on the day we book, the movement itself may be older."""
    return Moment(day=max(day, local_date(posted_at, owner.zone)), posted_at=posted_at)


def _now(paid: PaidBy, owner: Account) -> list[Share]:
    return [(no, Money(minor, owner.currency)) for no, minor in paid.now.items()]


async def _lose(
    conn: AsyncConnection, plan: Plan, lost: Sequence[Share], *, payment_id: str, at: Moment
) -> None:
    left = plan_states.with_shares(plan, lost)
    shown = plan_states.on_day(left, at.day) if plan.state == "active" else _ended(left)
    await installments.record(conn, shown, lost, transaction_id=payment_id, posted_at=at.posted_at)
    if plan.state == "completed" and not plan_states.is_fulfilled(left):
        await settlements.take_back(conn, plan, at)
        await _reopen(conn, left, at, why="money of it went back")
    elif plan.state == "active":
        await lifecycle.break_if_missed(conn, left, at)


async def _gain(
    conn: AsyncConnection, plan: Plan, given: Sequence[Share], *, payment_id: str, at: Moment
) -> None:
    fuller = plan_states.with_shares(plan, given)
    shown = plan_states.on_day(fuller, at.day) if plan.state == "active" else _ended(fuller)
    await installments.record(
        conn, shown, given, transaction_id=payment_id, posted_at=at.posted_at
    )
    if plan.state == "broken" and plan_states.missed(fuller, at.day) is None:
        is_last = (await plans.latest_plan(conn, plan.account_id) or plan).id == plan.id
        if not is_last:
            return
        fuller = await lifecycle.resume(conn, fuller, at, why="money of it came back")
    if fuller.state == "active" and plan_states.is_fulfilled(fuller):
        await settlements.forgive(conn, fuller, payment_id=payment_id, at=at)
        await lifecycle.complete(conn, fuller, at)


async def _reopen(conn: AsyncConnection, plan: Plan, at: Moment, *, why: str) -> None:
    """A plan that was fulfilled is not any more; a later agreement keeps its place."""
    other = await plans.active_plan(conn, plan.account_id)
    if other is not None:
        await lifecycle.end(conn, plan, "superseded", why=why, at=at)
        return
    resumed = await lifecycle.resume(conn, plan, at, why=why)
    await lifecycle.break_if_missed(conn, resumed, at)


def _ended(plan: Plan) -> Plan:
    """The instalments of a plan that is over: those that are full again are paid."""
    fresh = (replace(i, state="cancelled" if i.owed else "paid") for i in plan.installments)
    return replace(plan, installments=tuple(fresh))


async def _rearrange(conn: AsyncConnection, owner: Account, at: Moment) -> None:
    plan = await plans.active_plan(conn, owner.id)
    nothing = Money.zero(owner.currency)
    about = plan or await plans.latest_plan(conn, owner.id)
    if about is not None:
        wanted = plan_states.asked(plan) if plan else nothing
        state = "in force" if plan else "over"
        memo = f"plan {about.folio} is {state}: money of the account went back or came again"
        await arranging.arrange(conn, about, wanted, what="rearranged", memo=memo, at=at)


async def _covered(conn: AsyncConnection, payment_id: str, paid: PaidBy) -> int:
    """How much of what the payment paid of the agreement its remaining money covers."""
    kept = await conn.scalar(_KEPT, {"payment": payment_id})
    return min(paid.first, int(kept or 0))


async def _settle_promises(
    conn: AsyncConnection, owner: Account, payment_id: str, at: Moment
) -> None:
    query = sa.select(transactions.c.occurred_on).where(transactions.c.id == payment_id)
    came = await conn.scalar(query)
    if came is not None:
        await promises.settle(conn, owner, came=came, today=at.day)


def _chain() -> sa.CTE:
    """A payment, and whatever took it back or gave it back again."""
    chain = (
        sa.select(transactions.c.id)
        .where(transactions.c.id == sa.bindparam("payment"))
        .cte("chain", recursive=True)
    )
    follows = sa.or_(transactions.c.reverses == chain.c.id, transactions.c.refunds == chain.c.id)
    return chain.union(sa.select(transactions.c.id).join(chain, follows))


_CHAIN: Final = _chain()
_KEPT: Final = (
    sa.select(sa.func.sum(entries.c.amount_minor))
    .join_from(entries, _CHAIN, entries.c.transaction_id == _CHAIN.c.id)
    .where(entries.c.book == "cash")
)
