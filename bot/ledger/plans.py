"""What was agreed: an accepted offer becomes a plan, which keeps its own terms forever.

Functions take the caller's transaction and never commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.clock import local_date
from bot.kernel.errors import Permanent, Rejected
from bot.kernel.ids import AccountId, ContactId, OfferId, PlanId, Wamid, new_folio, new_id
from bot.kernel.money import Money
from bot.ledger import store
from bot.ledger import terms as plan_terms
from bot.ledger.decisions import DecisionMeta
from bot.ledger.model import Balance
from bot.ledger.tables import installments, plans, transactions
from bot.ledger.terms import Kind, PlanTerms

PlanState = Literal["active", "completed", "cancelled", "superseded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanInstallment:
    """One instalment of a plan and how much of it has been paid."""

    no: int
    due_on: date
    amount: Money
    paid: Money
    state: Literal["pending", "paid"]

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
    """What is to be paid next; None when nothing is left or the plan is over."""
    if plan.state != "active":
        return None
    return next((i for i in plan.installments if i.state == "pending"), None)


async def accept_plan(
    conn: AsyncConnection, agreed: Agreement, *, accepted_at: datetime, accepted_wamid: Wamid
) -> Plan:
    """Make what was agreed a plan; the same offer again gives the same plan.

    The account's earlier active plan is superseded. Raises Rejected `balance_changed` when what is
    owed is not what the terms were made for, and LedgerDoubt.
    """
    owner = await store.lock_account(conn, agreed.account_id)
    existing = await _select(conn, plans.c.offer_id == agreed.offer_id)
    if existing:
        return existing[0]
    today = local_date(accepted_at, owner.zone)
    _check_balance(agreed.terms, await store.balance(conn, owner.id, today=today))
    await _supersede(conn, agreed.account_id)
    plan = _plan_of(agreed, accepted_at=accepted_at, accepted_wamid=accepted_wamid)
    await _insert(conn, plan)
    return plan


async def active_plan(conn: AsyncConnection, account_id: AccountId) -> Plan | None:
    """The agreement in force on the account, with its instalments."""
    found = await _select(conn, plans.c.account_id == account_id, plans.c.state == "active")
    return found[0] if found else None


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


async def has_fulfilled_since(
    conn: AsyncConnection, contact_id: ContactId, since: datetime
) -> bool:
    """Whether a payment posted since then was the last one of an agreement of the contact's."""
    paid_by = installments.c.paid_transaction_id == transactions.c.id
    query = (
        sa.select(plans.c.id)
        .join(installments, installments.c.plan_id == plans.c.id)
        .join(transactions, paid_by)
        .where(
            plans.c.contact_id == contact_id,
            plans.c.state == "completed",
            transactions.c.posted_at >= since,
        )
        .limit(1)
    )
    return (await conn.execute(query)).first() is not None


async def plan(conn: AsyncConnection, plan_id: PlanId) -> Plan:
    """One plan in whatever state; raises Permanent when there is none of this id."""
    found = await _select(conn, plans.c.id == plan_id)
    if not found:
        raise Permanent(f"no plan {plan_id}")
    return found[0]


async def set_state(conn: AsyncConnection, plan_id: PlanId, state: PlanState) -> None:
    """Move an active plan on; one that is over stays as it is."""
    await conn.execute(
        sa.update(plans)
        .where(plans.c.id == plan_id, plans.c.state == "active")
        .values(state=state)
    )


async def record_paid(
    conn: AsyncConnection, plan_id: PlanId, *, paid: Sequence[PlanInstallment], transaction_id: str
) -> None:
    """Write what these instalments have been paid; a full one names the payment that filled it."""
    for installment in paid:
        full = installment.state == "paid"
        await conn.execute(
            sa.update(installments)
            .where(installments.c.plan_id == plan_id, installments.c.no == installment.no)
            .values(
                paid_minor=installment.paid.amount_minor,
                state=installment.state,
                paid_transaction_id=transaction_id if full else None,
            )
        )


def _check_balance(terms: PlanTerms, balance: Balance) -> None:
    owed = balance.past_due if terms.kind == "current" else balance.total
    if terms.total + terms.discount != owed:
        raise Rejected("balance_changed")


async def _supersede(conn: AsyncConnection, account_id: AccountId) -> None:
    await conn.execute(
        sa.update(plans)
        .where(plans.c.account_id == account_id, plans.c.state == "active")
        .values(state="superseded")
    )


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


async def _insert(conn: AsyncConnection, plan: Plan) -> None:
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
    values = {name: value for name, value in row.items() if name != "kind"}
    return Plan(
        **{
            **values,
            "terms": plan_terms.from_json(row["terms"]),
            "why": tuple(row["why"]),
            "installments": parts,
        }
    )
