"""The terms of accrual that a lender declared: kept current with its file, read by the nights.

Functions take the caller's transaction and never commit.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.clock import local_date
from bot.kernel.ids import AccountId
from bot.kernel.money import Money
from bot.ledger import store
from bot.ledger.accruals import ADDED, AccrualTerms, Carried
from bot.ledger.tables import accruals, charges


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """Terms, and when the lender declared them: no day before that one accrues."""

    terms: AccrualTerms
    declared_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Accruing:
    """An account's terms, the last day that was accrued, and what that day carried on."""

    terms: AccrualTerms
    through: date
    carried: Carried


async def keep(conn: AsyncConnection, account_id: AccountId, declared: Declaration | None) -> bool:
    """Make these the account's terms, None: it has none; whether that is new.

    Other terms hold from the next night on; what was accrued stays.
    """
    if declared is None:
        where = accruals.c.account_id == account_id
        return bool((await conn.execute(sa.delete(accruals).where(where))).rowcount)
    known = await accruing_of(conn, account_id)
    if known is None:
        await _begin(conn, account_id, declared)
        return True
    if known.terms == declared.terms:
        return False
    await _update(conn, account_id, _terms_row(declared.terms))
    return True


async def accruing_of(conn: AsyncConnection, account_id: AccountId) -> Accruing | None:
    """The account's terms and how far they have been applied; None when it has none."""
    query = sa.select(accruals).where(accruals.c.account_id == account_id)
    row = (await conn.execute(query)).mappings().first()
    return _accruing(row) if row else None


async def advance(
    conn: AsyncConnection, account_id: AccountId, *, through: date, carried: Carried
) -> None:
    """Every day up to `through` has been accrued."""
    values = {
        "accrued_through": through,
        "carried_interest": carried.interest,
        "carried_tax": carried.tax,
    }
    await _update(conn, account_id, values)


async def accruing(
    conn: AsyncConnection, account_ids: Collection[AccountId]
) -> frozenset[AccountId]:
    """Which of these accounts accrue here, or once did: the file adds nothing to them."""
    if not account_ids:
        return frozenset()
    has_terms = sa.select(accruals.c.account_id).where(accruals.c.account_id.in_(account_ids))
    has_accrued = sa.select(charges.c.account_id).where(
        charges.c.account_id.in_(account_ids), charges.c.origin == "accrual"
    )
    rows = await conn.execute(has_terms.union(has_accrued))
    return frozenset(row.account_id for row in rows)


async def comes_with_file(conn: AsyncConnection, account_id: AccountId) -> bool:
    """Whether the lender's file has brought late interest or fees of this account."""
    query = (
        sa.select(charges.c.id)
        .where(
            charges.c.account_id == account_id,
            charges.c.origin == "file",
            charges.c.component.in_(ADDED),
        )
        .limit(1)
    )
    return await conn.scalar(query) is not None


async def _begin(conn: AsyncConnection, account_id: AccountId, declared: Declaration) -> None:
    owner = await store.account(conn, account_id)
    first = local_date(declared.declared_at, owner.zone)
    await conn.execute(
        sa.insert(accruals).values(
            account_id=account_id,
            currency=owner.currency,
            accrued_through=first - timedelta(days=1),
            carried_interest=0,
            carried_tax=0,
            **_terms_row(declared.terms),
        )
    )


async def _update(conn: AsyncConnection, account_id: AccountId, values: dict[str, Any]) -> None:
    where = accruals.c.account_id == account_id
    await conn.execute(sa.update(accruals).where(where).values(**values))


def _terms_row(terms: AccrualTerms) -> dict[str, Any]:
    return {
        "late_interest_pct": terms.late_interest_pct,
        "day_count": terms.day_count,
        "tax_pct": terms.tax_pct,
        "late_fee_minor": terms.late_fee.amount_minor if terms.late_fee else None,
        "grace_days": terms.grace_days,
        "wait_days": terms.wait_days,
    }


def _accruing(row: sa.RowMapping) -> Accruing:
    fee = row["late_fee_minor"]
    return Accruing(
        terms=AccrualTerms(
            late_interest_pct=row["late_interest_pct"],
            day_count=row["day_count"],
            tax_pct=row["tax_pct"],
            late_fee=None if fee is None else Money(fee, row["currency"]),
            grace_days=row["grace_days"],
            wait_days=row["wait_days"],
        ),
        through=row["accrued_through"],
        carried=Carried(interest=row["carried_interest"], tax=row["carried_tax"]),
    )
