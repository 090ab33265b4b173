"""Posting what being late costs: each account's nights, once each, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.compliance.rules import jurisdictions
from bot.contacts.tables import customers
from bot.kernel.clock import local_date
from bot.kernel.ids import AccountId
from bot.kernel.money import Money
from bot.ledger import accrual_terms, store
from bot.ledger.accruals import AccrualTerms, DueCharge, Night, accrue, days_between
from bot.ledger.charging import NewCharge, post_charges
from bot.ledger.flags import is_paused
from bot.ledger.journal import fingerprint
from bot.ledger.model import Account, Charge, Component
from bot.ledger.tables import accounts, accruals, charges, entries, transactions

# Who cannot pay, has died, or whom the law or a court protects is not made to owe more.
SPARED: Final = frozenset({"hardship", "deceased", "insolvency", "time_barred"})


async def accounts_to_accrue(conn: AsyncConnection, now: datetime) -> list[AccountId]:
    """The accounts with terms for which a day is over, in their zone, that was not accrued."""
    found: list[AccountId] = []
    for zone in (await conn.execute(_ZONES)).scalars().all():
        last = local_date(now, zone) - timedelta(days=1)
        rows = await conn.execute(_BEHIND, {"zone": zone, "last": last})
        found.extend(rows.scalars())
    return found


async def accrue_account(conn: AsyncConnection, account_id: AccountId, now: datetime) -> int:
    """Post every night that is over and was not accrued; says how many charges that made.

    A day on which the account is paused, spared or in doubt is passed over for good: nobody could
    be told what it costs.
    """
    owner = await store.lock_account(conn, account_id)
    known = await accrual_terms.accruing_of(conn, account_id)
    if known is None:
        return 0
    last = local_date(now, owner.zone) - timedelta(days=1 + known.terms.wait_days)
    if known.through >= last:
        return 0
    nights: tuple[Night, ...] = ()
    carried = known.carried
    if _bears_interest(owner):
        nights, carried = accrue(
            known.terms,
            await _due_charges(conn, account_id, last),
            days=days_between(known.through, last),
            carried=carried,
            currency=owner.currency,
        )
    posted = await _post(conn, owner, nights, terms=known.terms, posted_at=now)
    await accrual_terms.advance(conn, account_id, through=last, carried=carried)
    return posted


_ZONES: Final = (
    sa.select(customers.c.zone)
    .distinct()
    .join_from(accruals, accounts, accounts.c.id == accruals.c.account_id)
    .join(customers, customers.c.id == accounts.c.customer_id)
)

_BEHIND: Final = (
    sa.select(accruals.c.account_id)
    .join_from(accruals, accounts, accounts.c.id == accruals.c.account_id)
    .join(customers, customers.c.id == accounts.c.customer_id)
    .where(
        customers.c.zone == sa.bindparam("zone"),
        accruals.c.accrued_through + accruals.c.wait_days < sa.bindparam("last", type_=sa.Date),
    )
    .order_by(accruals.c.account_id)
)

# What stands in an agreement's book is not read: the agreement says what it costs.
_DUE: Final = (
    sa.select(
        charges.c.id,
        charges.c.component,
        charges.c.due_on,
        transactions.c.occurred_on,
        sa.func.sum(entries.c.amount_minor).label("minor"),
    )
    .join_from(charges, entries, entries.c.charge_id == charges.c.id)
    .join(transactions, transactions.c.id == entries.c.transaction_id)
    .where(
        charges.c.account_id == sa.bindparam("account_id"),
        charges.c.due_on < sa.bindparam("last", type_=sa.Date),
        entries.c.book == "receivable",
    )
    .group_by(charges.c.id, transactions.c.occurred_on)
    .order_by(charges.c.id)
)


def _bears_interest(owner: Account) -> bool:
    if owner.doubt is not None or is_paused(owner) or not SPARED.isdisjoint(owner.flags):
        return False
    return jurisdictions().of(owner.country).may_add_charges


async def _due_charges(
    conn: AsyncConnection, account_id: AccountId, last: date
) -> tuple[DueCharge, ...]:
    rows = await conn.execute(_DUE, {"account_id": account_id, "last": last})
    about: dict[str, tuple[Component, date]] = {}
    moved: dict[str, list[tuple[date, int]]] = {}
    for row in rows:
        about[row.id] = (row.component, row.due_on)
        moved.setdefault(row.id, []).append((row.occurred_on, int(row.minor)))
    return tuple(
        DueCharge(component=component, due_on=due_on, movements=tuple(moved[name]))
        for name, (component, due_on) in about.items()
    )


async def _post(
    conn: AsyncConnection,
    owner: Account,
    nights: Sequence[Night],
    *,
    terms: AccrualTerms,
    posted_at: datetime,
) -> int:
    added = [(night, *part) for night in nights for part in night.added]
    if not added:
        return 0
    fresh = [
        _new_charge(owner, night, component, amount=amount, terms=terms)
        for night, component, amount in added
    ]
    await post_charges(conn, fresh, posted_at=posted_at)
    return len(fresh)


def _new_charge(
    owner: Account, night: Night, component: Component, *, amount: Money, terms: AccrualTerms
) -> NewCharge:
    key = f"accrual:{owner.id}:{component}:{night.day}"
    charge = Charge(
        id=key, account_id=owner.id, component=component, amount=amount, due_on=night.due_on
    )
    return NewCharge(
        charge=charge,
        key=key,
        input_hash=fingerprint({"base": night.base.amount_minor, "amount": amount.amount_minor}),
        occurred_on=night.day,
        memo=_memo(night, component, terms),
        origin="accrual",
    )


def _memo(night: Night, component: Component, terms: AccrualTerms) -> str:
    """How the amount came about, for whoever audits it."""
    if component == "late_interest":
        base, currency = night.base.to_decimal(), night.base.currency
        rate = f"{terms.late_interest_pct.normalize():f} %"
        return f"accrual: {base} {currency} late, {rate} a year of {terms.day_count} days"
    if component == "tax":
        return f"accrual: {terms.tax_pct.normalize():f} % of the night's interest and fee"
    return f"accrual: a due date missed by more than {terms.grace_days} days"
