"""How an agreement begins, ends and is taken up again; the debt follows it in the books.

The only module that changes a plan's state. Functions take the caller's transaction, want the
account held (`store.lock_account`), and never commit.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.clock import local_date
from bot.kernel.errors import Rejected
from bot.kernel.ids import PlanId, Wamid, new_folio, new_id
from bot.kernel.money import Money
from bot.ledger import arranging, installments, plan_states, plans, store
from bot.ledger.arranging import Moment
from bot.ledger.model import Account, Balance
from bot.ledger.plans import Agreement, Plan, PlanInstallment
from bot.ledger.reach import asking
from bot.ledger.terms import PlanTerms

Unfulfilled = Literal["broken", "superseded", "cancelled"]


@asking
async def accept_plan(
    conn: AsyncConnection, agreed: Agreement, *, accepted_at: datetime, accepted_wamid: Wamid
) -> Plan:
    """Make what was agreed a plan; the same offer again gives the same plan.

    The account's earlier active plan is superseded, or broken if its time had passed. Raises
    Rejected `balance_changed` when what is owed is not what the terms were made for, and
    LedgerDoubt.
    """
    owner = await store.lock_account(conn, agreed.account_id)
    existing = await plans.plan_of_offer(conn, agreed.offer_id)
    if existing is not None:
        return existing
    at = Moment(day=local_date(accepted_at, owner.zone), posted_at=accepted_at)
    _check_balance(agreed.terms, await store.balance(conn, owner.id, today=at.day))
    await _make_room(conn, owner, at)
    plan = _plan_of(agreed, accepted_at=accepted_at, accepted_wamid=accepted_wamid)
    await plans.insert(conn, plan)
    memo = f"plan {plan.folio} agreed: {plan.terms.kind}, {_plain(plan.terms.total)}"
    await arranging.arrange(conn, plan, plan_states.asked(plan), what="arranged", memo=memo, at=at)
    return plan


async def in_force(conn: AsyncConnection, owner: Account, at: Moment) -> Plan | None:
    """The agreement that money of the day `at.day` counts for, its instalments as they are then.

    A plan whose time had passed by then is broken. One that was broken meanwhile, though the money
    had come in time and was only booked late, is in force again.
    """
    plan = await plans.latest_plan(conn, owner.id)
    if plan is None or at.day < local_date(plan.accepted_at, owner.zone):
        return None
    is_in_time = plan_states.missed(plan, at.day) is None
    if plan.state == "active":
        return plan if is_in_time else await break_if_missed(conn, plan, at)
    if plan.state == "broken" and is_in_time:
        return await resume(conn, plan, at, why="money that came in time was booked late")
    return None


async def break_if_missed(conn: AsyncConnection, plan: Plan, at: Moment) -> Plan | None:
    """The active plan as it is on `at.day`, late instalments marked; None once it is broken."""
    missed = plan_states.missed(plan, at.day)
    if missed is not None:
        await end(conn, plan, "broken", why=_how_missed(missed), at=at)
        return None
    fresh = plan_states.on_day(plan, at.day)
    if fresh != plan:
        await installments.save(conn, fresh)
    return fresh


async def end(
    conn: AsyncConnection, plan: Plan, state: Unfulfilled, *, why: str, at: Moment
) -> None:
    """The plan ends unfulfilled: the debt stands as it was, less what was paid."""
    await plans.set_state(conn, plan.id, state)
    await installments.save(conn, plan_states.cut_off(plan))
    await _release(conn, plan, what=state, memo=f"plan {plan.folio} {state}: {why}", at=at)


async def complete(conn: AsyncConnection, plan: Plan, at: Moment) -> Plan:
    """The plan is fulfilled; what is missing within its tolerance stays owed."""
    await plans.set_state(conn, plan.id, "completed")
    memo = f"plan {plan.folio} completed: what is missing within its tolerance stays owed"
    await _release(conn, plan, what="completed", memo=memo, at=at)
    return replace(plan, state="completed")


async def resume(conn: AsyncConnection, plan: Plan, at: Moment, *, why: str) -> Plan:
    """A plan that was over is in force again, as it is on `at.day`."""
    fresh = plan_states.on_day(replace(plan, state="active"), at.day)
    await plans.set_state(conn, plan.id, "active")
    await installments.save(conn, fresh)
    await arranging.arrange(
        conn,
        fresh,
        plan_states.asked(fresh),
        what="resumed",
        memo=f"plan {plan.folio} in force again: {why}",
        at=at,
    )
    return fresh


async def _make_room(conn: AsyncConnection, owner: Account, at: Moment) -> None:
    before = await plans.active_plan(conn, owner.id)
    if before is None:
        return
    left = await break_if_missed(conn, before, at)
    if left is not None:
        await end(conn, left, "superseded", why="something else was agreed", at=at)


async def _release(conn: AsyncConnection, plan: Plan, *, what: str, memo: str, at: Moment) -> None:
    nothing = Money.zero(plan.terms.total.currency)
    await arranging.arrange(conn, plan, nothing, what=what, memo=memo, at=at)


def _how_missed(missed: PlanInstallment) -> str:
    return (
        f"instalment {missed.no} due {missed.due_on.isoformat()}"
        f" paid {_plain(missed.paid)} of {_plain(missed.amount)}"
    )


def _plain(amount: Money) -> str:
    return f"{amount.to_decimal():f}"


def _check_balance(terms: PlanTerms, balance: Balance) -> None:
    owed = balance.past_due if terms.kind == "current" else balance.total
    if terms.total + terms.discount != owed:
        raise Rejected("balance_changed")


def _plan_of(agreed: Agreement, *, accepted_at: datetime, accepted_wamid: Wamid) -> Plan:
    return Plan(
        id=PlanId(new_id("plan")),
        folio=new_folio(),
        account_id=agreed.account_id,
        contact_id=agreed.contact_id,
        offer_id=agreed.offer_id,
        terms=agreed.terms,
        policy=agreed.meta.policy,
        policy_version=agreed.meta.policy_version,
        rule=agreed.meta.rule,
        why=agreed.meta.why,
        state="active",
        accepted_at=accepted_at,
        accepted_wamid=accepted_wamid,
        installments=tuple(
            PlanInstallment(
                no=i.no,
                due_on=i.due_on,
                amount=i.amount,
                paid=Money.zero(i.amount.currency),
                state="pending",
            )
            for i in agreed.terms.installments
        ),
    )
