"""The journal: every movement is one transaction whose entries sum to zero, written once per key.

A debit is positive; `chart.py` says what stands in which book. What is booked on one account never
goes back in time: a movement whose moment lies before the account's latest one is booked at that
one's, and after whatever moment the account's figures were told for (`statements.py`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.errors import Permanent
from bot.kernel.ids import AccountId, new_id
from bot.kernel.money import Money, total
from bot.ledger.chart import Book
from bot.ledger.model import Component, KeyReused
from bot.ledger.tables import accounts, entries, transactions

Kind = Literal[
    "charge",
    "payment",
    "discount",
    "refund",
    "reversal",
    "arrangement",
    "credit",
    "write_off",
    "unapplied",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One side of a movement; `charge_id` says which charge it belongs to, where a book asks."""

    book: Book
    amount: Money
    component: Component | None = None
    charge_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A transaction to post: `key` lets it happen once, `input_hash` tells a changed repeat.

    `account_id` is None for money that nobody could give to an account yet; `refunds` names the
    payment that a refund gives back in part or whole.
    """

    kind: Kind
    account_id: AccountId | None
    key: str
    input_hash: str
    occurred_on: date
    posted_at: datetime
    memo: str
    entries: tuple[Entry, ...]
    folio: str | None = None
    reverses: str | None = None
    refunds: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A transaction that is in the ledger."""

    id: str
    key: str
    input_hash: str
    folio: str | None

    def must_match(self, input_hash: str) -> None:
        """Raise KeyReused when the repeat is not the same input."""
        if self.input_hash != input_hash:
            raise KeyReused(f"{self.key} is in the ledger with another input")


def fingerprint(values: Mapping[str, Any]) -> str:
    """The hash of an input: equal for equal values, whatever their order."""
    canonical = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


async def recorded(conn: AsyncConnection, keys: Iterable[str]) -> dict[str, Recorded]:
    """Which of these keys are in the ledger, by key."""
    rows = await conn.execute(
        sa.select(
            transactions.c.id,
            transactions.c.idempotency_key,
            transactions.c.input_hash,
            transactions.c.folio,
        ).where(transactions.c.idempotency_key == sa.any_(sa.literal(list(keys), _TEXTS)))
    )
    return {
        row.idempotency_key: Recorded(
            id=row.id, key=row.idempotency_key, input_hash=row.input_hash, folio=row.folio
        )
        for row in rows
    }


async def post(conn: AsyncConnection, movements: Sequence[Movement]) -> list[str]:
    """Write these movements and return their ids; the keys must be new (the database insists).

    The caller holds the accounts (`store.lock_account`).
    """
    if not movements:
        return []
    ids = [new_id("txn") for _ in movements]
    pairs = list(zip(ids, movements, strict=True))
    await conn.execute(_INSERT, [_transaction_row(txn_id, m) for txn_id, m in pairs])
    await conn.execute(
        sa.insert(entries),
        [row for txn_id, m in pairs for row in _entry_rows(txn_id, m)],
    )
    return ids


_TEXTS: Final = sa.ARRAY(sa.Text)

_LATEST: Final = (
    sa.select(sa.func.max(transactions.c.posted_at))
    .where(transactions.c.account_id == sa.bindparam("owner"))
    .scalar_subquery()
)
_TOLD: Final = (
    sa.select(accounts.c.told_until + timedelta(microseconds=1))
    .where(accounts.c.id == sa.bindparam("owner"))
    .scalar_subquery()
)
# PostgreSQL's greatest() passes over what is null.
_INSERT: Final = sa.insert(transactions).values(
    posted_at=sa.func.greatest(
        sa.bindparam("moment", type_=transactions.c.posted_at.type), _LATEST, _TOLD
    )
)


def _transaction_row(txn_id: str, movement: Movement) -> dict[str, Any]:
    _check(movement)
    return {
        "id": txn_id,
        "kind": movement.kind,
        "account_id": movement.account_id,
        "owner": movement.account_id,
        "idempotency_key": movement.key,
        "input_hash": movement.input_hash,
        "folio": movement.folio,
        "occurred_on": movement.occurred_on,
        "moment": movement.posted_at,
        "memo": movement.memo,
        "entry_count": len(movement.entries),
        "reverses": movement.reverses,
        "refunds": movement.refunds,
    }


def _check(movement: Movement) -> None:
    amounts = [entry.amount for entry in movement.entries]
    if len(amounts) < 2 or total(amounts, amounts[0].currency):
        raise Permanent(f"{movement.key}: entries do not sum to zero")


def _entry_rows(txn_id: str, movement: Movement) -> list[dict[str, Any]]:
    return [
        {
            "transaction_id": txn_id,
            "no": no,
            "entry_count": len(movement.entries),
            "account_id": movement.account_id,
            "book": entry.book,
            "component": entry.component,
            "charge_id": entry.charge_id,
            "amount_minor": entry.amount.amount_minor,
            "currency": entry.amount.currency,
        }
        for no, entry in enumerate(movement.entries, 1)
    ]
