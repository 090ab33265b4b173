"""Booking charges: whatever makes something owed goes through here.

Functions take the caller's transaction, in which the accounts are held, and never commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ledger import journal, store
from bot.ledger.credit import Because, apply_credit
from bot.ledger.journal import Entry, Movement
from bot.ledger.model import Charge, OrderFor, usual_order
from bot.ledger.tables import charges


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCharge:
    """A charge to book: `key` names it for good, `input_hash` tells a changed repeat.

    `occurred_on` is the day it counts from, `memo` says where it comes from. `origin`: from the
    lender's file, or accrued by our nights.
    """

    charge: Charge
    key: str
    input_hash: str
    occurred_on: date
    memo: str
    origin: Literal["file", "accrual"] = "file"


def new_charge(charge: Charge, *, key: str, input_hash: str, memo: str = "file") -> NewCharge:
    """A charge that counts from the day it falls due."""
    return NewCharge(
        charge=charge, key=key, input_hash=input_hash, occurred_on=charge.due_on, memo=memo
    )


async def post_charges(
    conn: AsyncConnection,
    fresh: Sequence[NewCharge],
    *,
    posted_at: datetime,
    order_for: OrderFor = usual_order,
) -> None:
    """Book charges whose keys are new; credit that an account holds pays what is now owed."""
    if not fresh:
        return
    ids = await journal.post(conn, [_movement(each, posted_at) for each in fresh])
    rows = [_row(each, txn_id) for each, txn_id in zip(fresh, ids, strict=True)]
    await conn.execute(sa.insert(charges), rows)
    first = {each.charge.account_id: each for each in reversed(fresh)}
    for account_id in await store.with_credit(conn, first):
        because = Because(
            key=first[account_id].key, day=first[account_id].occurred_on, posted_at=posted_at
        )
        owner = await store.account(conn, account_id)
        await apply_credit(conn, owner, because, order_for=order_for)


def _movement(new: NewCharge, posted_at: datetime) -> Movement:
    charge = new.charge
    return Movement(
        kind="charge",
        account_id=charge.account_id,
        key=new.key,
        input_hash=new.input_hash,
        occurred_on=new.occurred_on,
        posted_at=posted_at,
        memo=new.memo,
        entries=(
            Entry(
                book="receivable",
                amount=charge.amount,
                component=charge.component,
                charge_id=charge.id,
            ),
            Entry(book="charged", amount=-charge.amount, component=charge.component),
        ),
    )


def _row(new: NewCharge, transaction_id: str) -> dict[str, Any]:
    charge = new.charge
    return {
        "id": charge.id,
        "account_id": charge.account_id,
        "component": charge.component,
        "amount_minor": charge.amount.amount_minor,
        "currency": charge.amount.currency,
        "due_on": charge.due_on,
        "transaction_id": transaction_id,
        "origin": new.origin,
    }
