"""Payments that a lender's portfolio tells of: posted once, or waiting where nobody knows whose.

Functions never commit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.ids import AccountId
from bot.kernel.money import Money
from bot.ledger import journal, store
from bot.ledger.imports import Outcome
from bot.ledger.model import Account, KeyReused, OrderFor, usual_order
from bot.ledger.payment import PaymentReceived
from bot.ledger.posting import post_payment
from bot.ledger.unapplied import (
    Unapplied,
    UnappliedReceived,
    apply_unapplied,
    find_unapplied,
    post_unapplied,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRecord:
    """A payment that the lender received, None when it does not say for which account."""

    id: str
    account_id: AccountId | None
    amount: Money
    paid_on: date
    input_hash: str


async def import_payment(
    conn: AsyncConnection,
    record: PaymentRecord,
    *,
    posted_at: datetime,
    order_for: OrderFor = usual_order,
) -> Outcome:
    """Post the lender's payment unless it is in the ledger; its hour is noon of its day.

    Without an account that we know, the money waits unapplied; when the same payment comes with
    one, it is applied.
    """
    source = f"import:payment:{record.id}"
    waited = await find_unapplied(conn, source)
    owner = await _owner(conn, record.account_id)
    if owner is None:
        return await _import_unapplied(conn, record, source, waited, posted_at=posted_at)
    if owner.currency != record.amount.currency:
        return Outcome.OTHER_CURRENCY
    if waited is not None:
        return await _apply(conn, waited, record, owner, now=posted_at, order_for=order_for)
    received = PaymentReceived(
        source=source,
        account_id=owner.id,
        plan_id=None,
        installment_no=None,
        amount=record.amount,
        received_at=_noon(record, owner.zone),
        method="file",
        allocation_order=order_for(owner),
        posted_at=posted_at,
    )
    try:
        posting = await post_payment(conn, received, input_hash=record.input_hash)
    except KeyReused:
        return Outcome.DIFFERS
    return Outcome.IMPORTED if posting.is_new else Outcome.UNCHANGED


async def _owner(conn: AsyncConnection, account_id: AccountId | None) -> Account | None:
    """The payment's account, held; None when it names none that we know."""
    if account_id is None or not await store.account_exists(conn, account_id):
        return None
    return await store.lock_account(conn, account_id)


async def _import_unapplied(
    conn: AsyncConnection,
    record: PaymentRecord,
    source: str,
    waited: Unapplied | None,
    *,
    posted_at: datetime,
) -> Outcome:
    if waited is not None:
        is_same = waited.input_hash == record.input_hash
        return Outcome.UNCHANGED if is_same else Outcome.DIFFERS
    if await journal.recorded(conn, [source]):
        return Outcome.DIFFERS
    received = UnappliedReceived(
        source=source,
        amount=record.amount,
        received_at=_noon(record, "UTC"),
        method="file",
        note=record.id,
        claimed_account=record.account_id,
    )
    await post_unapplied(conn, received, posted_at=posted_at, input_hash=record.input_hash)
    return Outcome.UNAPPLIED


async def _apply(
    conn: AsyncConnection,
    waited: Unapplied,
    record: PaymentRecord,
    owner: Account,
    *,
    now: datetime,
    order_for: OrderFor,
) -> Outcome:
    """Money that waited and now comes with its account; once it moved, it is as it is."""
    if waited.amount != record.amount:
        return Outcome.DIFFERS
    if waited.is_waiting:
        txn_id = waited.transaction_id
        await apply_unapplied(conn, txn_id, owner.id, by="file", now=now, order_for=order_for)
        return Outcome.IMPORTED
    return Outcome.UNCHANGED if waited.payment_account == owner.id else Outcome.DIFFERS


def _noon(record: PaymentRecord, zone: str) -> datetime:
    return datetime.combine(record.paid_on, time(12), ZoneInfo(zone))
