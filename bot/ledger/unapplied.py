"""Money that arrived and could be given to no account: it waits here until a person decides.

Functions take the caller's transaction and never commit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.errors import Permanent, Rejected
from bot.kernel.ids import AccountId
from bot.kernel.money import Money
from bot.ledger import history, journal, store
from bot.ledger.history import AlreadyReversed
from bot.ledger.journal import Entry, Movement, fingerprint
from bot.ledger.model import OrderFor, usual_order
from bot.ledger.payment import PaymentReceived
from bot.ledger.posting import Posting, post_payment
from bot.ledger.reversals import Reversal, reverse
from bot.ledger.tables import unapplied_receipts


class OtherCurrency(Rejected):
    """The account is in another currency than the money."""

    def __init__(self) -> None:
        super().__init__("other_currency")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnappliedReceived:
    """Money that arrived; `source` names it for good, e.g. `pi:pi_3Qx`.

    `claimed_account` is the account it was said to be for, which is not known or does not fit.
    `note` says in a few words what is known of it, and nothing about a person.
    """

    source: str
    amount: Money
    received_at: datetime
    method: str
    note: str
    claimed_account: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unapplied:
    """Money that waits, or waited; `left` is what of it was neither applied nor given back.

    `payment_id` is the payment on `payment_account` that it has become, None while it waits and
    when it went back.
    """

    transaction_id: str
    source: str
    input_hash: str
    amount: Money
    left: Money
    received_at: datetime
    method: str
    note: str
    claimed_account: str | None
    payment_id: str | None
    payment_account: AccountId | None

    @property
    def is_waiting(self) -> bool:
        """Whether somebody must still decide what it is for."""
        return bool(self.left)


async def post_unapplied(
    conn: AsyncConnection,
    received: UnappliedReceived,
    *,
    posted_at: datetime,
    input_hash: str | None = None,
) -> str:
    """Book the money and return the transaction's id; the same source again gives the same one.

    Raises KeyReused when the source comes back as other money, Permanent for an amount that is not
    positive. `input_hash` replaces ours where the caller compares more than we see.
    """
    if received.amount.amount_minor <= 0:
        raise Permanent(f"{received.source}: money is more than zero")
    key = _key(received.source)
    wanted = input_hash or _input_hash(received)
    known = (await journal.recorded(conn, [key])).get(key)
    if known is not None:
        known.must_match(wanted)
        return known.id
    (booked,) = await journal.post(conn, [_movement(received, key, wanted, posted_at)])
    await conn.execute(
        sa.insert(unapplied_receipts).values(
            transaction_id=booked,
            received_at=received.received_at,
            method=received.method,
            note=received.note,
            claimed_account=received.claimed_account,
        )
    )
    return booked


async def unapplied(conn: AsyncConnection) -> list[Unapplied]:
    """What waits for a person to decide, the longest waiting first."""
    rows = await conn.execute(_WAITING)
    return [_unapplied(row) for row in rows]


async def find_unapplied(conn: AsyncConnection, source: str) -> Unapplied | None:
    """What became of the money of this source; None when it never waited here."""
    row = (await conn.execute(_OF_KEY, {"key": _key(source)})).first()
    return _unapplied(row) if row else None


async def apply_unapplied(
    conn: AsyncConnection,
    transaction_id: str,
    account_id: AccountId,
    *,
    by: str,
    now: datetime,
    order_for: OrderFor = usual_order,
) -> Posting:
    """Give what is left of the money to the account, as a payment of the day it was received.

    `by` is who decided, an id. Raises AlreadyReversed when it was applied or returned before,
    OtherCurrency, and Permanent for what is unknown.
    """
    owner = await store.lock_account(conn, account_id)
    await history.hold(conn, transaction_id, None)
    money = await _one(conn, transaction_id)
    if not money.is_waiting:
        raise AlreadyReversed
    if money.left.currency != owner.currency:
        raise OtherCurrency
    memo = f"applied to {account_id} ({by})"
    await reverse(conn, _reversal(transaction_id, "applied", memo=memo, now=now))
    return await post_payment(
        conn,
        PaymentReceived(
            source=f"applied:{transaction_id}",
            account_id=account_id,
            plan_id=None,
            installment_no=None,
            amount=money.left,
            received_at=money.received_at,
            method=money.method,
            allocation_order=order_for(owner),
            posted_at=now,
        ),
    )


async def return_unapplied(
    conn: AsyncConnection, transaction_id: str, *, by: str, memo: str, now: datetime
) -> str:
    """Book that what is left of the money was given back; the transaction's id, once.

    Raises AlreadyReversed when it was applied or returned before, Permanent when unknown.
    """
    await _one(conn, transaction_id)
    said = f"{memo} ({by})"
    return await reverse(conn, _reversal(transaction_id, "returned", memo=said, now=now))


_COLUMNS: Final = """
    SELECT t.id, t.idempotency_key, t.input_hash, r.received_at, r.method, r.note,
           r.claimed_account, became.id AS payment_id, became.account_id AS payment_account,
           cash.amount_minor AS minor, cash.currency, left_of.minor AS left_minor
      FROM unapplied_receipts r
      JOIN transactions t ON t.id = r.transaction_id
      JOIN entries cash ON cash.transaction_id = t.id AND cash.book = 'cash'
      LEFT JOIN transactions became ON became.idempotency_key = 'applied:' || t.id
      CROSS JOIN LATERAL (
        WITH RECURSIVE family AS (
          SELECT id FROM transactions WHERE id = t.id OR refunds = t.id
          UNION ALL
          SELECT more.id FROM transactions more JOIN family ON more.reverses = family.id
        )
        SELECT coalesce(sum(e.amount_minor), 0) AS minor
          FROM entries e JOIN family ON family.id = e.transaction_id WHERE e.book = 'cash'
      ) left_of
"""
_WAITING: Final = sa.text(f"{_COLUMNS} WHERE left_of.minor <> 0 ORDER BY r.received_at, t.seq")
_OF_KEY: Final = sa.text(f"{_COLUMNS} WHERE t.idempotency_key = :key")
_OF_ID: Final = sa.text(f"{_COLUMNS} WHERE t.id = :id")


async def _one(conn: AsyncConnection, transaction_id: str) -> Unapplied:
    row = (await conn.execute(_OF_ID, {"id": transaction_id})).first()
    if row is None:
        raise Permanent(f"no unapplied money {transaction_id}")
    return _unapplied(row)


def _unapplied(row: sa.Row[Any]) -> Unapplied:
    return Unapplied(
        transaction_id=row.id,
        source=row.idempotency_key.removeprefix(_PREFIX),
        input_hash=row.input_hash,
        amount=Money(row.minor, row.currency),
        left=Money(int(row.left_minor), row.currency),
        received_at=row.received_at,
        method=row.method,
        note=row.note,
        claimed_account=row.claimed_account,
        payment_id=row.payment_id,
        payment_account=AccountId(row.payment_account) if row.payment_account else None,
    )


_PREFIX: Final = "unapplied:"


def _key(source: str) -> str:
    return f"{_PREFIX}{source}"


def _movement(
    received: UnappliedReceived, key: str, input_hash: str, posted_at: datetime
) -> Movement:
    return Movement(
        kind="unapplied",
        account_id=None,
        key=key,
        input_hash=input_hash,
        occurred_on=received.received_at.astimezone(UTC).date(),
        posted_at=posted_at,
        memo=received.method,
        entries=(
            Entry(book="cash", amount=received.amount),
            Entry(book="unapplied_cash", amount=-received.amount),
        ),
    )


def _reversal(transaction_id: str, what: str, *, memo: str, now: datetime) -> Reversal:
    return Reversal(
        transaction_id=transaction_id,
        source=f"{what}:{transaction_id}:unapplied",
        occurred_on=now.astimezone(UTC).date(),
        posted_at=now,
        memo=memo,
    )


def _input_hash(received: UnappliedReceived) -> str:
    return fingerprint(
        {
            "amount": received.amount.amount_minor,
            "currency": received.amount.currency,
            "method": received.method,
            "claimed_account": received.claimed_account,
        }
    )
