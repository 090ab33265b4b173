"""What a portfolio says of accounts and charges; `payment_imports.py` has its payments.

Every function answers one Outcome per item, in order; functions never commit.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.compliance.rules import jurisdictions
from bot.contacts.tables import customers
from bot.kernel.clock import local_date
from bot.kernel.ids import AccountId, CustomerId
from bot.kernel.money import Money
from bot.ledger import accrual_terms, journal, store
from bot.ledger.accrual_terms import Declaration
from bot.ledger.accruals import ADDED
from bot.ledger.charging import new_charge, post_charges
from bot.ledger.flags import CLAIMS
from bot.ledger.journal import Recorded
from bot.ledger.model import Account, Charge, OrderFor, days_past_due, usual_order
from bot.ledger.tables import accounts


class Outcome(StrEnum):
    """What became of one item of a portfolio."""

    IMPORTED = "imported"
    UNCHANGED = "unchanged"
    UNKNOWN_CUSTOMER = "unknown_customer"
    UNKNOWN_ACCOUNT = "unknown_account"
    UNAPPLIED = "unapplied"
    OTHER_CUSTOMER = "other_customer"
    OTHER_CURRENCY = "other_currency"
    DIFFERS = "differs"
    ACCRUES_HERE = "accrues_here"
    COMES_WITH_FILE = "comes_with_file"
    NOTHING_ADDED = "nothing_added"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRecord:
    """An account as the lender describes it.

    `declared_total` and `days_past_due` are the lender's own figures, compared with ours;
    `accrual` are its terms, None when late interest and fees come with the file.
    """

    id: AccountId
    customer_id: CustomerId
    product: str
    last4: str
    currency: str
    creditor: str
    flags: tuple[str, ...]
    broken_promises: int
    declared_total: Money | None
    days_past_due: int | None = None
    accrual: Declaration | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeRecord:
    """A charge of the lender; `input_hash` tells whether a repeat says the same."""

    charge: Charge
    input_hash: str


async def import_account(conn: AsyncConnection, record: AccountRecord) -> Outcome:
    """Create the account or bring it up to date; its customer and currency never change."""
    refusal = await _refusal(conn, record)
    if refusal is not None:
        return refusal
    outcome = await _save_account(conn, record)
    if outcome not in (Outcome.IMPORTED, Outcome.UNCHANGED):
        return outcome
    has_new_terms = await accrual_terms.keep(conn, record.id, record.accrual)
    return Outcome.IMPORTED if has_new_terms else outcome


async def import_charges(
    conn: AsyncConnection,
    records: Sequence[ChargeRecord],
    *,
    posted_at: datetime,
    order_for: OrderFor = usual_order,
) -> list[Outcome]:
    """Post the charges that are not in the ledger; the ids of one call must differ.

    Credit that an account holds pays them at once, as far as it goes.
    """
    currencies = await _currencies(conn, {r.charge.account_id for r in records})
    known = await journal.recorded(conn, [_charge_key(r) for r in records])
    added = {r.charge.account_id for r in records if r.charge.component in ADDED}
    accruing = await accrual_terms.accruing(conn, added)
    outcomes = [
        Outcome.ACCRUES_HERE
        if record.charge.component in ADDED and record.charge.account_id in accruing
        else _judge(record, currencies=currencies, known=known)
        for record in records
    ]
    fresh = [
        new_charge(record.charge, key=_charge_key(record), input_hash=record.input_hash)
        for record, outcome in zip(records, outcomes, strict=True)
        if outcome is Outcome.IMPORTED
    ]
    await post_charges(conn, fresh, posted_at=posted_at, order_for=order_for)
    return outcomes


async def review_account(
    conn: AsyncConnection,
    account_id: AccountId,
    *,
    changed: bool,
    rejected: bool,
    whole: bool,
    now: datetime,
) -> str | None:
    """Decide after an import whether the account's figures may be told; says the doubt, if any.

    `changed`: something of it was imported; `rejected`: a line of it was not; `whole`: the file
    described the account itself, so that the lender's declared figures are of the same day.
    """
    owner = await store.lock_account(conn, account_id)
    if rejected:
        doubt: str | None = "rejected_line"
    elif not whole or not (changed or owner.doubt == "rejected_line"):
        doubt = owner.doubt
    else:
        doubt = await _contradiction(conn, owner, today=local_date(now, owner.zone))
    await conn.execute(sa.update(accounts).where(accounts.c.id == account_id).values(doubt=doubt))
    return doubt


async def _contradiction(conn: AsyncConnection, owner: Account, *, today: date) -> str | None:
    """Which of the lender's own figures ours contradict."""
    query = sa.select(accounts.c.declared_minor, accounts.c.declared_days_past_due)
    declared = (await conn.execute(query.where(accounts.c.id == owner.id))).one()
    owed = (await store.total_owed(conn, owner)).amount_minor
    if declared.declared_minor is not None and declared.declared_minor != owed:
        return "declared_total"
    if not declared.declared_days_past_due:
        return None
    late = days_past_due(await store.open_charges(conn, owner.id), today)
    return None if late else "days_past_due"


async def _refusal(conn: AsyncConnection, record: AccountRecord) -> Outcome | None:
    query = sa.select(customers.c.country).where(customers.c.id == record.customer_id)
    country = await conn.scalar(query)
    if country is None:
        return Outcome.UNKNOWN_CUSTOMER
    if record.accrual is None:
        return None
    if not jurisdictions().of(country).may_add_charges:
        return Outcome.NOTHING_ADDED
    comes_with_file = await accrual_terms.comes_with_file(conn, record.id)
    return Outcome.COMES_WITH_FILE if comes_with_file else None


async def _save_account(conn: AsyncConnection, record: AccountRecord) -> Outcome:
    row = _account_row(record)
    query = sa.select(*(accounts.c[name] for name in row)).where(accounts.c.id == record.id)
    existing = (await conn.execute(query.with_for_update())).mappings().first()
    if existing is None:
        await conn.execute(insert(accounts).values(**row))
        return Outcome.IMPORTED
    if existing["customer_id"] != record.customer_id:
        return Outcome.OTHER_CUSTOMER
    if existing["currency"] != record.currency:
        return Outcome.OTHER_CURRENCY
    # A file does not undo what the person has claimed since: a person settles that.
    row["flags"] = sorted({*row["flags"], *CLAIMS.intersection(existing["flags"])})
    if {**existing, "flags": sorted(existing["flags"])} == row:
        return Outcome.UNCHANGED
    await conn.execute(sa.update(accounts).where(accounts.c.id == record.id).values(**row))
    return Outcome.IMPORTED


async def _currencies(
    conn: AsyncConnection, account_ids: Collection[AccountId]
) -> dict[AccountId, str]:
    rows = await conn.execute(
        sa.select(accounts.c.id, accounts.c.currency)
        .where(accounts.c.id.in_(account_ids))
        .order_by(accounts.c.id)
        .with_for_update()
    )
    return {row.id: row.currency for row in rows}


def _judge(
    record: ChargeRecord, *, currencies: dict[AccountId, str], known: dict[str, Recorded]
) -> Outcome:
    currency = currencies.get(record.charge.account_id)
    if currency is None:
        return Outcome.UNKNOWN_ACCOUNT
    if currency != record.charge.amount.currency:
        return Outcome.OTHER_CURRENCY
    existing = known.get(_charge_key(record))
    if existing is None:
        return Outcome.IMPORTED
    is_same = existing.input_hash == record.input_hash
    return Outcome.UNCHANGED if is_same else Outcome.DIFFERS


def _charge_key(record: ChargeRecord) -> str:
    return f"import:charge:{record.charge.id}"


def _account_row(record: AccountRecord) -> dict[str, Any]:
    declared = record.declared_total
    return {
        "id": record.id,
        "customer_id": record.customer_id,
        "product": record.product,
        "last4": record.last4,
        "currency": record.currency,
        "creditor": record.creditor,
        "flags": sorted(set(record.flags)),
        "broken_promises": record.broken_promises,
        "declared_minor": declared.amount_minor if declared else None,
        "declared_days_past_due": record.days_past_due,
    }
