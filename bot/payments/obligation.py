"""What a pay link stands for in the ledger, read at the moment it is made, opened or paid."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.clock import local_date
from bot.kernel.money import Money, total
from bot.ledger import service as ledger
from bot.payments.model import Due, PayLink, Purpose, judge

_USUAL: Final[Mapping[ledger.Kind, Purpose]] = MappingProxyType(
    {
        "full": Purpose.EVERYTHING,
        "current": Purpose.OVERDUE,
        "settlement": Purpose.SETTLEMENT,
        "plan": Purpose.INSTALLMENT,
    }
)


def usual_purpose(plan: ledger.Plan) -> Purpose:
    """What a link of `plan` is for unless somebody wants otherwise."""
    return _USUAL[plan.terms.kind]


def asked_by(
    plan: ledger.Plan, purpose: Purpose, *, installment_no: int | None, today: date
) -> Money:
    """What is left to pay of that part of the plan on `today`, a day of the customer's calendar.

    An agreement on the arrears is `overdue` as a whole, whichever day it is due.
    """
    parts = plan.installments
    if purpose is Purpose.INSTALLMENT:
        parts = tuple(part for part in parts if part.no == installment_no)
    elif purpose is Purpose.OVERDUE and plan.terms.kind != "current":
        parts = tuple(part for part in parts if part.due_on <= today)
    return total((part.owed for part in parts), plan.terms.total.currency)


def has_lapsed(plan: ledger.Plan, today: date) -> bool:
    """Whether a settlement's day has passed: its price holds no longer."""
    return plan.terms.kind == "settlement" and today > plan.installments[-1].due_on


async def due_of(conn: AsyncConnection, link: PayLink, now: datetime) -> Due:
    """Whether the link may be paid now, and how much; raises LedgerDoubt."""
    plan = await ledger.plan(conn, link.plan_id)
    account = await ledger.account(conn, link.account_id)
    today = local_date(now, account.zone)
    asked = asked_by(plan, link.purpose, installment_no=link.installment_no, today=today)
    balance = await ledger.balance(conn, link.account_id, today=today)
    return judge(
        link,
        owed=min(balance.total, asked),
        is_plan_active=plan.state == "active",
        is_paid=_is_paid(plan, link),
        has_lapsed=has_lapsed(plan, today),
        now=now,
    )


def _is_paid(plan: ledger.Plan, link: PayLink) -> bool:
    if link.purpose is Purpose.INSTALLMENT:
        return any(p.state == "paid" for p in plan.installments if p.no == link.installment_no)
    return plan.state == "completed"
