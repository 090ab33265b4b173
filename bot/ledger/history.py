"""What became of a movement: reversed, restored, refunded in part; and what of it stands today.

Functions take the caller's transaction and never commit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.errors import Permanent, Rejected
from bot.kernel.ids import AccountId
from bot.kernel.money import Money
from bot.ledger import store
from bot.ledger.chart import Book
from bot.ledger.journal import Entry, Kind
from bot.ledger.model import Account, Component
from bot.ledger.tables import entries, transactions


class AlreadyReversed(Rejected):
    """The transaction counts no more: something else has taken it back."""

    def __init__(self) -> None:
        super().__init__("already_reversed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The movement that a chain of reversals began with.

    `standing` is the transaction by which it counts today: itself or its latest restoration; for a
    chain that was begun from a reversal, that reversal or its latest restoration. `is_taken_back`:
    that transaction is one that takes the movement back. `payment_id` is the payment it is about.
    """

    id: str
    kind: Kind
    account_id: AccountId | None
    payment_id: str | None
    standing: str
    is_taken_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What of a charge a payment has paid, in which book; `amount` is positive."""

    book: Book
    component: Component | None
    charge_id: str
    amount: Money

    def owed_again(self) -> Entry:
        """The entry by which it is owed again."""
        return Entry(
            book=self.book,
            amount=self.amount,
            component=self.component,
            charge_id=self.charge_id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """What of a payment stands: `money` is the sum of `parts`, as they were paid, and `credit`."""

    money: Money
    credit: Money
    parts: tuple[Part, ...]


async def account_of(conn: AsyncConnection, transaction_id: str) -> AccountId | None:
    """Whose the transaction is, None for money without an account; Permanent when unknown."""
    query = sa.select(transactions.c.account_id).where(transactions.c.id == transaction_id)
    row = (await conn.execute(query)).first()
    if row is None:
        raise Permanent(f"no transaction {transaction_id}")
    return AccountId(row.account_id) if row.account_id else None


async def hold(
    conn: AsyncConnection, transaction_id: str, account_id: AccountId | None
) -> Account | None:
    """The transaction's account, held until the transaction ends; money without one is held too.

    Only then is how things stand worth reading. None when there is no account.
    """
    if account_id is not None:
        return await store.lock_account(conn, account_id)
    await conn.execute(_HOLD, {"name": transaction_id})
    return None


async def origin_of(conn: AsyncConnection, transaction_id: str) -> Origin:
    """Where a transaction comes from and how it stands.

    Raises Permanent for an unknown transaction, AlreadyReversed when it counts no more.
    """
    chain = await _chain(conn, transaction_id)
    first = chain[0]
    rank = {row.id: index for index, row in enumerate(chain)}
    after = len(chain) - 1 - rank[transaction_id]
    if after % 2:
        raise AlreadyReversed
    return Origin(
        id=first.id,
        kind=first.kind,
        account_id=first.account_id,
        payment_id=first.refunds or (first.id if first.kind == "payment" else None),
        standing=chain[-1].id,
        is_taken_back=len(chain) % 2 == 0,
    )


async def entries_of(conn: AsyncConnection, transaction_id: str) -> tuple[Entry, ...]:
    """The entries of a transaction, in their order."""
    rows = await conn.execute(
        sa.select(entries).where(entries.c.transaction_id == transaction_id).order_by(entries.c.no)
    )
    return tuple(
        Entry(
            book=row.book,
            amount=Money(row.amount_minor, row.currency),
            component=row.component,
            charge_id=row.charge_id,
        )
        for row in rows
    )


async def paid_by(conn: AsyncConnection, payment_id: str) -> Paid:
    """What of a payment stands: less what was refunded or reversed, more what was restored.

    A payment that nobody could give to an account yet is all `credit`.
    """
    rows = (await conn.execute(_FAMILY, {"root": payment_id})).all()
    currency = rows[0].currency
    sums = [(row, Money(-int(row.minor), currency)) for row in rows]
    money = next((-amount for row, amount in sums if row.book == "cash"), Money.zero(currency))
    credit = next((amount for row, amount in sums if row.book in _HELD), Money.zero(currency))
    parts = tuple(
        Part(book=row.book, component=row.component, charge_id=row.charge_id, amount=amount)
        for row, amount in sums
        if row.charge_id is not None and amount
    )
    return Paid(money=money, credit=credit, parts=parts)


async def paid_on(conn: AsyncConnection, account_id: AccountId) -> tuple[Part, ...]:
    """How much money each of the account's charges has taken, the latest due last."""
    return await _parts(conn, _PAID_ON, account_id)


async def paid_from_credit(conn: AsyncConnection, account_id: AccountId) -> tuple[Part, ...]:
    """What credit has paid, charge by charge, the latest last."""
    return await _parts(conn, _PAID_FROM_CREDIT, account_id)


# Rows of the ledger cannot be locked by who may not change them.
_HOLD: Final = sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")

_HELD: Final = ("customer_credit", "unapplied_cash")

_CHAIN: Final = sa.text(
    """
    WITH RECURSIVE back AS (
      SELECT id, kind, account_id, refunds, reverses, 0 AS step
        FROM transactions WHERE id = :transaction_id
      UNION ALL
      SELECT t.id, t.kind, t.account_id, t.refunds, t.reverses, step - 1
        FROM transactions t JOIN back ON t.id = back.reverses
    ), onward AS (
      SELECT * FROM back WHERE step = 0
      UNION ALL
      SELECT t.id, t.kind, t.account_id, t.refunds, t.reverses, step + 1
        FROM transactions t JOIN onward ON t.reverses = onward.id
    )
    SELECT * FROM back UNION SELECT * FROM onward ORDER BY step
    """
)

_FAMILY: Final = sa.text(
    """
    WITH RECURSIVE family AS (
      SELECT id FROM transactions WHERE id = :root OR refunds = :root
      UNION ALL
      SELECT t.id FROM transactions t JOIN family ON t.reverses = family.id
    )
    SELECT book, component, charge_id, currency, sum(amount_minor) AS minor
      FROM entries JOIN family ON family.id = transaction_id
      GROUP BY book, component, charge_id, currency
      ORDER BY min(entries.id)
    """
)

# Money reaches a charge by payments and from credit; whatever else lessens it is forgiven.
_PAID_ON: Final = sa.text(
    """
    WITH RECURSIVE moved AS (
      SELECT id, kind FROM transactions WHERE account_id = :account_id AND reverses IS NULL
      UNION ALL
      SELECT t.id, moved.kind FROM transactions t JOIN moved ON t.reverses = moved.id
    )
    SELECT 'receivable' AS book, e.component, e.charge_id, e.currency,
           -sum(e.amount_minor) AS minor
      FROM entries e JOIN moved ON moved.id = e.transaction_id
        JOIN charges ON charges.id = e.charge_id
      WHERE moved.kind IN ('payment', 'refund', 'credit')
      GROUP BY e.component, e.charge_id, e.currency, charges.due_on
      HAVING sum(e.amount_minor) < 0
      ORDER BY charges.due_on, e.charge_id
    """
)

_PAID_FROM_CREDIT: Final = sa.text(
    """
    SELECT e.book, e.component, e.charge_id, e.currency, -sum(e.amount_minor) AS minor
      FROM entries e JOIN transactions t ON t.id = e.transaction_id
      WHERE t.account_id = :account_id AND t.kind = 'credit' AND e.charge_id IS NOT NULL
      GROUP BY e.book, e.component, e.charge_id, e.currency
      HAVING sum(e.amount_minor) < 0
      ORDER BY max(t.seq), max(e.id)
    """
)


async def _parts(
    conn: AsyncConnection, query: sa.TextClause, account_id: AccountId
) -> tuple[Part, ...]:
    rows = await conn.execute(query, {"account_id": account_id})
    return tuple(
        Part(
            book=row.book,
            component=row.component,
            charge_id=row.charge_id,
            amount=Money(int(row.minor), row.currency),
        )
        for row in rows
    )


async def _chain(conn: AsyncConnection, transaction_id: str) -> list[sa.Row[tuple[object, ...]]]:
    """The movement, its reversal, its restoration, and so on, the first first."""
    rows = list(await conn.execute(_CHAIN, {"transaction_id": transaction_id}))
    if not rows:
        raise Permanent(f"no transaction {transaction_id}")
    return rows
