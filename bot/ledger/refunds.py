"""Money of a payment that goes back, in whole or in part, and money that returns after all.

Functions take the caller's transaction and never commit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.errors import Permanent
from bot.kernel.ids import AccountId
from bot.kernel.money import Money, total
from bot.ledger import history, journal, store
from bot.ledger.history import AlreadyReversed, hold
from bot.ledger.journal import Movement, fingerprint
from bot.ledger.model import OrderFor, usual_order
from bot.ledger.money_back import Draft, book_leaving, leaving_unapplied
from bot.ledger.reversals import Reversal, reverse
from bot.ledger.tables import entries, transactions


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyBack:
    """Money of a payment that left again; `source` names it for good: `re:…`, `du:…:withdrawn`."""

    transaction_id: str
    source: str
    amount: Money
    occurred_on: date
    posted_at: datetime
    memo: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refunded:
    """What is booked of it: `taken` of the payment, and `beyond`, which the payment had not left.

    `transaction_ids` are its parts: there is another when what was beyond before is there later.
    """

    transaction_ids: tuple[str, ...]
    taken: Money
    beyond: Money


async def refund(
    conn: AsyncConnection, back: MoneyBack, *, order_for: OrderFor = usual_order
) -> Refunded:
    """Book that `back.amount` of a payment left again; the same source again books it once.

    What the payment had paid is owed again, what it paid last first. All that goes back of one
    payment is never more than it brought: the rest is `beyond`.
    Raises AlreadyReversed when nothing of the payment is left and nothing was booked before;
    KeyReused; Permanent for what is no payment, another currency or an amount not positive.
    """
    account_id = await _payment_account(conn, back)
    await hold(conn, back.transaction_id, account_id)
    parts = await _parts(conn, back)
    zero = Money.zero(back.amount.currency)
    taken = total((part.amount for part in parts), zero.currency)
    left = (await history.paid_by(conn, back.transaction_id)).money
    more = min(back.amount - taken, left)
    if more <= zero or any(part.is_undone for part in parts):
        if not parts:
            raise AlreadyReversed
        return _refunded(back, tuple(part.id for part in parts), taken)
    movement = _movement(back, account_id, number=len(parts) + 1)
    booked = await _book(conn, back.transaction_id, more, movement, order_for)
    return _refunded(back, (*(part.id for part in parts), booked), taken + more)


async def undo(
    conn: AsyncConnection, back: MoneyBack, *, source: str, order_for: OrderFor = usual_order
) -> None:
    """The money did not leave, or came back: what was booked of `back` counts no more.

    `source` names this for good; doing it again, or what was never booked, changes nothing.
    """
    account_id = await _payment_account(conn, back)
    await hold(conn, back.transaction_id, account_id)
    for number, part in enumerate(await _parts(conn, back), 1):
        if not part.is_undone:
            reversal = Reversal(
                transaction_id=part.id,
                source=_numbered(source, number),
                occurred_on=back.occurred_on,
                posted_at=back.posted_at,
                memo=back.memo,
            )
            await reverse(conn, reversal, order_for=order_for)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    id: str
    amount: Money
    is_undone: bool


async def _payment_account(conn: AsyncConnection, back: MoneyBack) -> AccountId | None:
    query = sa.select(transactions.c.kind, transactions.c.account_id, entries.c.currency).where(
        transactions.c.id == back.transaction_id,
        entries.c.transaction_id == transactions.c.id,
        entries.c.no == 1,
    )
    row = (await conn.execute(query)).first()
    if row is None or row.kind not in ("payment", "unapplied"):
        raise Permanent(f"{back.source}: no payment {back.transaction_id}")
    if row.currency != back.amount.currency:
        raise Permanent(f"{back.source}: the payment is in {row.currency}")
    if back.amount.amount_minor <= 0:
        raise Permanent(f"{back.source}: a refund is more than zero")
    return AccountId(row.account_id) if row.account_id else None


async def _parts(conn: AsyncConnection, back: MoneyBack) -> list[_Part]:
    """What was booked of it before; raises KeyReused when it was another refund."""
    await _check_key(conn, back)
    undone = transactions.alias("undone")
    cash = (entries.c.transaction_id == transactions.c.id) & (entries.c.book == "cash")
    rows = await conn.execute(
        sa.select(
            transactions.c.id,
            transactions.c.idempotency_key,
            entries.c.amount_minor,
            undone.c.id.label("undone_by"),
        )
        .join(entries, cash)
        .outerjoin(undone, undone.c.reverses == transactions.c.id)
        .where(transactions.c.refunds == back.transaction_id)
        .order_by(transactions.c.seq)
    )
    return [
        _Part(
            id=row.id,
            amount=Money(-row.amount_minor, back.amount.currency),
            is_undone=row.undone_by is not None,
        )
        for row in rows
        if row.idempotency_key.partition(_PART)[0] == back.source
    ]


async def _check_key(conn: AsyncConnection, back: MoneyBack) -> None:
    known = (await journal.recorded(conn, [back.source])).get(back.source)
    if known is not None:
        known.must_match(_input_hash(back))


def _movement(back: MoneyBack, account_id: AccountId | None, *, number: int) -> Movement:
    return Movement(
        kind="refund",
        account_id=account_id,
        key=_numbered(back.source, number),
        input_hash=_input_hash(back),
        occurred_on=back.occurred_on,
        posted_at=back.posted_at,
        memo=back.memo,
        entries=(),
        refunds=back.transaction_id,
    )


async def _book(
    conn: AsyncConnection,
    payment_id: str,
    amount: Money,
    movement: Movement,
    order_for: OrderFor,
) -> str:
    if movement.account_id is None:
        waiting = replace(movement, entries=leaving_unapplied(amount))
        return (await journal.post(conn, [waiting]))[0]
    owner = await store.account(conn, movement.account_id)
    draft = Draft(owner=owner, payment_id=payment_id, amount=amount, movement=movement)
    return await book_leaving(conn, draft, order_for)


def _refunded(back: MoneyBack, ids: tuple[str, ...], taken: Money) -> Refunded:
    return Refunded(transaction_ids=ids, taken=taken, beyond=back.amount - taken)


_PART: Final = ":part"


def _numbered(source: str, number: int) -> str:
    """The key of the first part is the source itself."""
    return source if number == 1 else f"{source}{_PART}{number}"


def _input_hash(back: MoneyBack) -> str:
    return fingerprint(
        {
            "refunds": back.transaction_id,
            "amount": back.amount.amount_minor,
            "currency": back.amount.currency,
        }
    )
