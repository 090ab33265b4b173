"""Correcting the ledger: nothing is changed, the opposite is posted beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.errors import Rejected
from bot.kernel.money import Money, total
from bot.ledger import history, journal, plan_money, store
from bot.ledger.credit import Because, apply_credit, credit_movement
from bot.ledger.history import AlreadyReversed, Origin
from bot.ledger.journal import Entry, Movement, fingerprint
from bot.ledger.model import Account, OrderFor, usual_order
from bot.ledger.money_back import Draft, book_leaving, book_returning, leaving_unapplied

__all__ = ["AlreadyReversed", "NotReversible", "Reversal", "reverse"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversal:
    """Which transaction to take back, and why; `source` names the reversal for good: `re:…`."""

    transaction_id: str
    source: str
    occurred_on: date
    posted_at: datetime
    memo: str


class NotReversible(Rejected):
    """Taking it back would leave figures that contradict each other; something else must go first.

    `credit_moves_itself`, `was_applied` or `beyond_the_charge`.
    """


async def reverse(
    conn: AsyncConnection, reversal: Reversal, *, order_for: OrderFor = usual_order
) -> str:
    """Post the opposite of a transaction and return its id; the same source gives the same one.

    What was taken back can be restored (reverse the reversal), and taken back again. What has
    happened since is respected: of a payment only what is left of it goes back, money that returns
    pays what is owed today, and what a reversed charge had taken becomes credit.
    Raises AlreadyReversed, KeyReused, NotReversible, and Permanent for an unknown transaction.
    """
    account_id = await history.account_of(conn, reversal.transaction_id)
    owner = await history.hold(conn, reversal.transaction_id, account_id)
    input_hash = fingerprint({"reverses": reversal.transaction_id})
    known = (await journal.recorded(conn, [reversal.source])).get(reversal.source)
    if known is not None:
        known.must_match(input_hash)
        return known.id
    origin = await history.origin_of(conn, reversal.transaction_id)
    movement = Movement(
        kind="reversal",
        account_id=account_id,
        key=reversal.source,
        input_hash=input_hash,
        occurred_on=reversal.occurred_on,
        posted_at=reversal.posted_at,
        memo=reversal.memo,
        entries=(),
        reverses=origin.standing,
    )
    if owner is None:
        return await _reverse_unapplied(conn, origin, movement)
    if origin.payment_id is not None:
        return await _reverse_money(conn, origin, owner, movement, order_for)
    return await _reverse_figures(conn, origin, owner, movement, order_for)


async def _reverse_unapplied(conn: AsyncConnection, origin: Origin, movement: Movement) -> str:
    """Money without an account: what is left of it leaves; a refund of it did not happen."""
    if origin.kind == "unapplied":
        if origin.is_taken_back:
            raise NotReversible("was_applied")
        left = (await history.paid_by(conn, origin.id)).money
        if not left:
            raise AlreadyReversed
        entries = leaving_unapplied(left)
    else:
        entries = await _opposite(conn, origin.standing)
    return (await journal.post(conn, [replace(movement, entries=entries)]))[0]


async def _reverse_money(
    conn: AsyncConnection,
    origin: Origin,
    owner: Account,
    movement: Movement,
    order_for: OrderFor,
) -> str:
    """A payment or a refund: money leaves, or counts again."""
    payment_id = origin.payment_id or origin.id
    moved = await _cash_of(conn, origin.standing, owner)
    if moved.amount_minor > 0:
        left = (await history.paid_by(conn, payment_id)).money
        draft = Draft(
            owner=owner, payment_id=payment_id, amount=min(left, moved), movement=movement
        )
        if not draft.amount:
            raise AlreadyReversed
        return await book_leaving(conn, draft, order_for)
    draft = Draft(owner=owner, payment_id=payment_id, amount=-moved, movement=movement)
    return await book_returning(conn, draft, order_for, gone_by=origin.standing)


async def _reverse_figures(
    conn: AsyncConnection,
    origin: Origin,
    owner: Account,
    movement: Movement,
    order_for: OrderFor,
) -> str:
    """Anything that moved no money; what it made owed must still be, but for what was paid."""
    if origin.kind == "credit":
        raise NotReversible("credit_moves_itself")
    because = Because(key=movement.key, day=movement.occurred_on, posted_at=movement.posted_at)
    opposite = await _opposite(conn, origin.standing)
    if origin.kind == "charge" and not origin.is_taken_back:
        await _release(conn, owner, because, opposite)
    (booked,) = await journal.post(conn, [replace(movement, entries=opposite)])
    await _check_charges(conn, owner, opposite)
    # What a write-off took of an agreement comes back when that is over.
    await plan_money.rearrange(conn, owner, day=because.day, posted_at=because.posted_at)
    await apply_credit(conn, owner, because, order_for=order_for)
    return booked


async def _release(
    conn: AsyncConnection, owner: Account, because: Because, opposite: tuple[Entry, ...]
) -> None:
    """The money that a charge has taken is the customer's again."""
    going = {entry.charge_id for entry in opposite if entry.charge_id is not None}
    paid = [part for part in await history.paid_on(conn, owner.id) if part.charge_id in going]
    if not paid:
        return
    again = tuple(part.owed_again() for part in paid)
    credit = Entry(
        book="customer_credit", amount=-total((part.amount for part in paid), owner.currency)
    )
    moved = credit_movement(owner, because, (*again, credit), suffix=":released")
    await journal.post(conn, [moved])


async def _check_charges(
    conn: AsyncConnection, owner: Account, changed: tuple[Entry, ...]
) -> None:
    """Nothing is owed of a charge that is less than nothing, or more than was charged."""
    touched = {entry.charge_id for entry in changed}
    for charge in await store.charges_standing(conn, owner.id):
        owed, most = charge.owed.amount_minor, charge.charge.amount.amount_minor
        if charge.charge.id in touched and not 0 <= charge.arranged.amount_minor <= owed <= most:
            raise NotReversible("beyond_the_charge")


async def _opposite(conn: AsyncConnection, transaction_id: str) -> tuple[Entry, ...]:
    found = await history.entries_of(conn, transaction_id)
    return tuple(replace(entry, amount=-entry.amount) for entry in found)


async def _cash_of(conn: AsyncConnection, transaction_id: str, owner: Account) -> Money:
    found = await history.entries_of(conn, transaction_id)
    return total((entry.amount for entry in found if entry.book == "cash"), owner.currency)
