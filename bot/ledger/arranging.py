"""What an agreement does in the books: what it is about stands in `arranged` while it is in force.

Balances, due dates and days past due are the same before and after: it changes no contract.
Functions take the caller's transaction and never commit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.ids import AccountId
from bot.kernel.money import Money, total
from bot.ledger import journal, store
from bot.ledger.allocation import allocate, in_order
from bot.ledger.chart import Book
from bot.ledger.journal import Entry, Movement, fingerprint
from bot.ledger.model import DEFAULT_ORDER, OpenCharge
from bot.ledger.plans import Plan
from bot.ledger.tables import transactions


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When something happens to an agreement: the customer's day, and when we book it."""

    day: date
    posted_at: datetime


async def arrange(
    conn: AsyncConnection, plan: Plan, wanted: Money, *, what: str, memo: str, at: Moment
) -> None:
    """See to it that exactly `wanted` of the account's debt is arranged, or all there is.

    `what` happened to the plan names the transaction, `plan:{id}:{what}`; nothing is posted when
    nothing moves.
    """
    moved = moves(await store.open_charges(conn, plan.account_id), wanted)
    if not moved:
        return
    key = await fresh_key(conn, plan.account_id, f"plan:{plan.id}:{what}")
    movement = Movement(
        kind="arrangement",
        account_id=plan.account_id,
        key=key,
        input_hash=fingerprint({"plan": plan.id, "arranged": wanted.amount_minor}),
        occurred_on=at.day,
        posted_at=at.posted_at,
        memo=memo,
        entries=moved,
    )
    await journal.post(conn, [movement])


def moves(charges: Sequence[OpenCharge], wanted: Money) -> tuple[Entry, ...]:
    """The entries after which `wanted` is arranged: the oldest debt, and what was stays. Pure."""
    kept = _kept(charges, wanted)
    more = allocate(
        wanted - total(kept.values(), wanted.currency),
        [replace(c, owed=c.owed - kept[c.charge.id]) for c in charges],
        order=DEFAULT_ORDER,
    )
    added = {charge.charge.id: part for charge, part in more.parts}
    zero = Money.zero(wanted.currency)
    return tuple(
        entry
        for c in charges
        for entry in _move(c, kept[c.charge.id] + added.get(c.charge.id, zero) - c.arranged)
    )


async def fresh_key(conn: AsyncConnection, account_id: AccountId, key: str) -> str:
    """`key`, or `key:2`, `key:3`… when the same has happened before; the account must be held."""
    same = transactions.c.idempotency_key
    count = await conn.scalar(
        sa.select(sa.func.count()).where(
            transactions.c.account_id == account_id,
            sa.or_(same == key, same.startswith(f"{key}:", autoescape=True)),
        )
    )
    return f"{key}:{count + 1}" if count else key


def _kept(charges: Sequence[OpenCharge], wanted: Money) -> dict[str, Money]:
    """What stays arranged of each charge: at most what is owed of it, the oldest first."""
    nothing, rest = Money.zero(wanted.currency), wanted
    kept: dict[str, Money] = {}
    for one in in_order(charges, DEFAULT_ORDER):
        kept[one.charge.id] = max(nothing, min(one.arranged, one.owed, rest))
        rest -= kept[one.charge.id]
    return kept


def _move(open_charge: OpenCharge, amount: Money) -> Iterator[Entry]:
    if not amount:
        return
    charge = open_charge.charge
    halves: tuple[tuple[Book, Money], ...] = (("receivable", -amount), ("arranged", amount))
    for book, part in halves:
        yield Entry(book=book, amount=part, component=charge.component, charge_id=charge.id)
