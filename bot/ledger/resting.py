"""Money in the ledger that should not stay where it is: without an account, or beyond a debt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.ids import AccountId
from bot.kernel.money import Money
from bot.ledger.tables import entries, transactions


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """An amount and since when it rests; `subject` is the receipt's transaction or the account."""

    subject: str
    account_id: AccountId | None
    folio: str | None
    amount: Money
    since: datetime


async def resting_unapplied(conn: AsyncConnection) -> list[Rest]:
    """Receipts that nobody has given to an account, with what is left of each; the oldest first.

    Read from the entries themselves: what was applied or returned stands against its receipt.
    """
    rows = await conn.execute(_UNAPPLIED)
    return [
        Rest(
            subject=row.id,
            account_id=None,
            folio=row.folio,
            amount=Money(-int(row.minor), row.currency),
            since=row.posted_at,
        )
        for row in rows
    ]


async def resting_credits(conn: AsyncConnection) -> list[Rest]:
    """Accounts with money beyond their debt, since the credit last was nothing; by account."""
    rows = (await conn.execute(_CREDIT_ENTRIES)).mappings().all()
    by_account: dict[AccountId, list[sa.RowMapping]] = {}
    for row in rows:
        by_account.setdefault(row["account_id"], []).append(row)
    return [_credit(account_id, moves) for account_id, moves in by_account.items()]


# What stands against a receipt names it: a reversal, a refund, or the reversal of a refund.
_OWN: Final = transactions.alias("own")
_AGAINST: Final = transactions.alias("against")
_REFUNDS: Final = sa.select(transactions.c.id).where(transactions.c.refunds == _OWN.c.id)
_LEFT: Final = sa.func.sum(entries.c.amount_minor)

_UNAPPLIED: Final = (
    sa.select(_OWN.c.id, _OWN.c.folio, _OWN.c.posted_at, entries.c.currency, _LEFT.label("minor"))
    .select_from(_OWN)
    .join(
        _AGAINST,
        sa.or_(
            _AGAINST.c.id == _OWN.c.id,
            _AGAINST.c.reverses == _OWN.c.id,
            _AGAINST.c.refunds == _OWN.c.id,
            _AGAINST.c.reverses.in_(_REFUNDS.scalar_subquery()),
        ),
    )
    .join(
        entries,
        sa.and_(entries.c.transaction_id == _AGAINST.c.id, entries.c.book == "unapplied_cash"),
    )
    .where(_OWN.c.kind == "unapplied")
    .group_by(_OWN.c.id, entries.c.currency)
    .having(_LEFT != 0)
    .order_by(_OWN.c.seq)
)

_IN_CREDIT: Final = (
    sa.select(entries.c.account_id)
    .where(entries.c.book == "customer_credit")
    .group_by(entries.c.account_id)
    .having(_LEFT != 0)
)

_CREDIT_ENTRIES: Final = (
    sa.select(
        entries.c.account_id,
        entries.c.currency,
        sa.func.sum(entries.c.amount_minor).label("minor"),
        transactions.c.posted_at,
    )
    .join(transactions, transactions.c.id == entries.c.transaction_id)
    .where(entries.c.book == "customer_credit", entries.c.account_id.in_(_IN_CREDIT))
    .group_by(entries.c.account_id, entries.c.currency, transactions.c.id)
    .order_by(entries.c.account_id, transactions.c.seq)
)


def _credit(account_id: AccountId, moves: Sequence[Any]) -> Rest:
    level, since = 0, moves[0]["posted_at"]
    for move in moves:
        since = move["posted_at"] if level == 0 else since
        level -= int(move["minor"])
    return Rest(
        subject=account_id,
        account_id=account_id,
        folio=None,
        amount=Money(level, moves[0]["currency"]),
        since=since,
    )
