"""The customer's money beyond the debt: it pays the next charge, and never stands beside a debt.

Functions take the caller's transaction and never commit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.ids import AccountId
from bot.kernel.money import Money
from bot.ledger import journal, store
from bot.ledger.allocation import allocate, less_owed
from bot.ledger.journal import Entry, Movement, fingerprint
from bot.ledger.model import Account, OrderFor, usual_order


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditHeld:
    """Money of a customer's that no charge has taken; some of it has waited `since` then."""

    account_id: AccountId
    amount: Money
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """What made the account's credit move: the key of that transaction, its day and moment."""

    key: str
    day: date
    posted_at: datetime


async def apply_credit(
    conn: AsyncConnection,
    owner: Account,
    because: Because,
    *,
    order_for: OrderFor = usual_order,
) -> Money:
    """Pay what is owed from the credit, as far as either goes; how much it was.

    The caller holds the account, and has booked what `because` names in this transaction.
    """
    held = await store.credit_held(conn, owner)
    if held.amount_minor <= 0:
        return Money.zero(owner.currency)
    charges = await store.open_charges(conn, owner.id)
    taken = allocate(held, charges, order=order_for(owner))
    used = held - taken.rest
    if used:
        spent = Entry(book="customer_credit", amount=used)
        entries = (spent, *less_owed(taken.parts))
        await journal.post(conn, [credit_movement(owner, because, entries)])
    return used


async def credits(conn: AsyncConnection) -> list[CreditHeld]:
    """Every account that holds credit, the longest waiting first."""
    rows = await conn.execute(_CREDITS)
    return [
        CreditHeld(
            account_id=AccountId(row.account_id),
            amount=Money(int(row.minor), row.currency),
            since=row.since,
        )
        for row in rows
    ]


# A credit waits since the movement after which the account has always held one.
_CREDITS: Final = sa.text(
    """
    WITH held AS (
      SELECT account_id FROM entries WHERE book = 'customer_credit'
        GROUP BY account_id HAVING sum(amount_minor) <> 0
    ), steps AS (
      SELECT e.account_id, e.currency, t.seq, t.posted_at,
             -sum(sum(e.amount_minor)) OVER (PARTITION BY e.account_id ORDER BY t.seq) AS minor
        FROM entries e JOIN held USING (account_id) JOIN transactions t ON t.id = e.transaction_id
        WHERE e.book = 'customer_credit'
        GROUP BY e.account_id, e.currency, t.seq, t.posted_at
    ), waits AS (
      SELECT account_id, min(posted_at) AS since FROM steps
        WHERE seq > (SELECT coalesce(max(seq), 0) FROM steps AS spent
                       WHERE spent.account_id = steps.account_id AND spent.minor <= 0)
        GROUP BY account_id
    ), latest AS (
      SELECT DISTINCT ON (account_id) account_id, currency, minor, since
        FROM steps JOIN waits USING (account_id) ORDER BY account_id, seq DESC
    )
    SELECT * FROM latest ORDER BY since, account_id
    """
)


def credit_movement(
    owner: Account, because: Because, entries: tuple[Entry, ...], *, suffix: str = ""
) -> Movement:
    """Money moved between the account's credit and its charges, and what made it move."""
    return Movement(
        kind="credit",
        account_id=owner.id,
        key=f"credit:{because.key}{suffix}",
        input_hash=fingerprint({"because": because.key}),
        occurred_on=because.day,
        posted_at=because.posted_at,
        memo="credit",
        entries=entries,
    )
