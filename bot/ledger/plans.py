"""What was agreed: an accepted offer becomes a plan, which keeps its own terms forever.

Functions take the caller's transaction and never commit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.errors import Permanent
from bot.kernel.ids import AccountId, ContactId, OfferId, PlanId, Wamid
from bot.kernel.money import Money
from bot.ledger import terms as plan_terms
from bot.ledger.decisions import DecisionMeta
from bot.ledger.reach import asking
from bot.ledger.tables import installment_payments, installments, plans
from bot.ledger.terms import Kind, PlanTerms

PlanState = Literal["active", "completed", "broken", "superseded", "cancelled"]
InstallmentState = Literal["pending", "partial", "paid", "late", "cancelled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanInstallment:
    """One instalment of a plan and how much of it has been paid."""

    no: int
    due_on: date
    amount: Money
    paid: Money
    state: InstallmentState

    @property
    def owed(self) -> Money:
        """What is still to be paid of it."""
        return self.amount - self.paid


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What somebody says yes to: the terms of one offer, and which policy allowed them."""

    account_id: AccountId
    contact_id: ContactId
    offer_id: OfferId
    terms: PlanTerms
    meta: DecisionMeta


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An agreement; `folio` is its reference for people."""

    id: PlanId
    folio: str
    account_id: AccountId
    contact_id: ContactId
    offer_id: OfferId
    terms: PlanTerms
    policy: str
    policy_version: int
    rule: str
    why: tuple[str, ...]
    state: PlanState
    accepted_at: datetime
    accepted_wamid: Wamid
    installments: tuple[PlanInstallment, ...]


def next_installment(plan: Plan) -> PlanInstallment | None:
    """What is to be paid next; None when nothing is left or the plan is over.

    What is missing of an earlier instalment within the tolerance is not asked for.
    """
    if plan.state != "active":
        return None
    return next((i for i in plan.installments if i.paid < plan.terms.least(i.amount)), None)


@asking
async def active_plan(conn: AsyncConnection, account_id: AccountId) -> Plan | None:
    """The agreement in force on the account, with its instalments."""
    found = await _select(conn, plans.c.account_id == account_id, plans.c.state == "active")
    return found[0] if found else None


@asking
async def agreed_since(
    conn: AsyncConnection, contact_id: ContactId, since: datetime
) -> frozenset[Kind]:
    """The kinds of agreement that the contact has accepted since then."""
    rows = await conn.execute(
        sa.select(plans.c.kind)
        .where(plans.c.contact_id == contact_id, plans.c.accepted_at >= since)
        .distinct()
    )
    return frozenset(row.kind for row in rows)


@asking
async def has_fulfilled_since(
    conn: AsyncConnection, contact_id: ContactId, since: datetime
) -> bool:
    """Whether a payment posted since then was the last one of an agreement of the contact's."""
    query = (
        sa.select(plans.c.id)
        .join(installment_payments, installment_payments.c.plan_id == plans.c.id)
        .where(
            plans.c.contact_id == contact_id,
            plans.c.state == "completed",
            installment_payments.c.posted_at >= since,
        )
        .limit(1)
    )
    return (await conn.execute(query)).first() is not None


@asking
async def plan(conn: AsyncConnection, plan_id: PlanId) -> Plan:
    """One plan in whatever state; raises Permanent when there is none of this id."""
    found = await _select(conn, plans.c.id == plan_id)
    if not found:
        raise Permanent(f"no plan {plan_id}")
    return found[0]


async def latest_plan(conn: AsyncConnection, account_id: AccountId) -> Plan | None:
    """The agreement that was made last on the account, in whatever state."""
    found = await _select(conn, plans.c.account_id == account_id)
    return max(found, key=lambda one: (one.state == "active", one.accepted_at), default=None)


async def plan_of_offer(conn: AsyncConnection, offer_id: OfferId) -> Plan | None:
    """The agreement that a yes to this offer made."""
    return next(iter(await _select(conn, plans.c.offer_id == offer_id)), None)


async def set_state(conn: AsyncConnection, plan_id: PlanId, state: PlanState) -> None:
    """Write what has become of the plan; `lifecycle` decides it."""
    await conn.execute(sa.update(plans).where(plans.c.id == plan_id).values(state=state))


async def insert(conn: AsyncConnection, plan: Plan) -> None:
    """Write a new agreement with its instalments."""
    await conn.execute(
        sa.insert(plans).values(
            id=plan.id,
            folio=plan.folio,
            account_id=plan.account_id,
            contact_id=plan.contact_id,
            offer_id=plan.offer_id,
            kind=plan.terms.kind,
            terms=plan_terms.to_json(plan.terms),
            policy=plan.policy,
            policy_version=plan.policy_version,
            rule=plan.rule,
            why=list(plan.why),
            state=plan.state,
            accepted_at=plan.accepted_at,
            accepted_wamid=plan.accepted_wamid,
        )
    )
    await conn.execute(sa.insert(installments), [_row(plan.id, i) for i in plan.installments])


def _row(plan_id: PlanId, installment: PlanInstallment) -> dict[str, Any]:
    return {
        "plan_id": plan_id,
        "no": installment.no,
        "due_on": installment.due_on,
        "amount_minor": installment.amount.amount_minor,
        "paid_minor": installment.paid.amount_minor,
        "currency": installment.amount.currency,
        "state": installment.state,
    }


async def _select(conn: AsyncConnection, *where: sa.ColumnElement[bool]) -> list[Plan]:
    rows = (await conn.execute(sa.select(plans).where(*where))).mappings().all()
    return [_plan(row, await _installments(conn, row["id"])) for row in rows]


async def _installments(conn: AsyncConnection, plan_id: PlanId) -> tuple[PlanInstallment, ...]:
    rows = await conn.execute(
        sa.select(installments)
        .where(installments.c.plan_id == plan_id)
        .order_by(installments.c.no)
    )
    return tuple(
        PlanInstallment(
            no=row.no,
            due_on=row.due_on,
            amount=Money(row.amount_minor, row.currency),
            paid=Money(row.paid_minor, row.currency),
            state=row.state,
        )
        for row in rows
    )


def _plan(row: sa.RowMapping, parts: tuple[PlanInstallment, ...]) -> Plan:
    values = {name: value for name, value in row.items() if name not in ("kind", "told_at")}
    return Plan(
        **{
            **values,
            "terms": plan_terms.from_json(row["terms"]),
            "why": tuple(row["why"]),
            "installments": parts,
        }
    )
