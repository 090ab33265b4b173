"""Booking money of a payment that leaves, or that counts again, with all that follows from it.

Functions take the caller's transaction, in which the account is held, and never commit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.money import Money
from bot.ledger import history, journal, plan_money, store
from bot.ledger.credit import Because, apply_credit, credit_movement
from bot.ledger.journal import Entry, Movement
from bot.ledger.model import Account, OrderFor
from bot.ledger.payback import Standing, give_back, take_again


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A movement of `amount` of the payment `payment_id`, but for its entries."""

    owner: Account
    payment_id: str
    amount: Money
    movement: Movement

    @property
    def because(self) -> Because:
        """What moves the credit with it."""
        booked = self.movement
        return Because(key=booked.key, day=booked.occurred_on, posted_at=booked.posted_at)


async def book_leaving(conn: AsyncConnection, draft: Draft, order_for: OrderFor) -> str:
    """Book that the money leaves: what it had paid is owed again; the id of the transaction.

    The payment must have so much left.
    """
    owner = draft.owner
    standing = Standing(
        on_charges=await history.paid_on(conn, owner.id),
        from_credit=await history.paid_from_credit(conn, owner.id),
        credit=await store.credit_held(conn, owner),
    )
    paid = await history.paid_by(conn, draft.payment_id)
    given = give_back(draft.amount, paid, standing)
    if given.unspent:
        unspent = credit_movement(owner, draft.because, given.unspent, suffix=":back")
        await journal.post(conn, [unspent])
    (booked,) = await journal.post(conn, [replace(draft.movement, entries=given.entries)])
    await plan_money.money_went_back(
        conn,
        owner.id,
        payment_id=draft.payment_id,
        amount=draft.amount,
        day=draft.movement.occurred_on,
        posted_at=draft.movement.posted_at,
    )
    await apply_credit(conn, owner, draft.because, order_for=order_for)
    return booked


async def book_returning(
    conn: AsyncConnection, draft: Draft, order_for: OrderFor, *, gone_by: str
) -> str:
    """Book that money which left by the transaction `gone_by` counts again; the id of this one."""
    owner = draft.owner
    entries = take_again(
        draft.amount,
        await history.entries_of(conn, gone_by),
        await store.open_charges(conn, owner.id),
        order=order_for(owner),
    )
    (booked,) = await journal.post(conn, [replace(draft.movement, entries=entries)])
    await plan_money.money_came_back(
        conn,
        owner.id,
        payment_id=draft.payment_id,
        amount=draft.amount,
        day=draft.movement.occurred_on,
        posted_at=draft.movement.posted_at,
    )
    await apply_credit(conn, owner, draft.because, order_for=order_for)
    return booked


def leaving_unapplied(amount: Money) -> tuple[Entry, ...]:
    """The entries by which money leaves that was given to no account."""
    return (Entry(book="cash", amount=-amount), Entry(book="unapplied_cash", amount=amount))
