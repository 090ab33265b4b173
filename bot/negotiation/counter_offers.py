"""What people asked for beside what was offered: how often on a day, and what was in doubt.

What was asked is the caller's JSON, kept as it is. Functions take the caller's transaction and
never commit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.ids import AccountId, ContactId, new_id
from bot.negotiation.tables import counter_offers

# Asked back which of two readings was meant; answered with the nearest; given to a person.
Outcome = Literal["asked_back", "countered", "handed_over"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterOffer:
    """What was asked: one reading, or those that were asked back."""

    id: str
    contact_id: ContactId
    account_id: AccountId
    asked: tuple[Mapping[str, Any], ...]
    outcome: Outcome
    asked_at: datetime


async def record(
    conn: AsyncConnection,
    *,
    contact_id: ContactId,
    account_id: AccountId,
    asked: Sequence[Mapping[str, Any]],
    outcome: Outcome,
    now: datetime,
) -> CounterOffer:
    """Keep what was asked and what came of it."""
    kept = CounterOffer(
        id=new_id("ask"),
        contact_id=contact_id,
        account_id=account_id,
        asked=tuple(asked),
        outcome=outcome,
        asked_at=now,
    )
    await conn.execute(
        sa.insert(counter_offers).values(
            id=kept.id,
            contact_id=contact_id,
            account_id=account_id,
            asked=list(kept.asked),
            outcome=outcome,
            asked_at=now,
        )
    )
    return kept


async def get(conn: AsyncConnection, ask_id: str) -> CounterOffer | None:
    """What was asked under this id; None for an id that is not ours."""
    return next(iter(await _select(conn, counter_offers.c.id == ask_id)), None)


async def countered_since(
    conn: AsyncConnection, account_id: AccountId, since: datetime
) -> list[CounterOffer]:
    """The rounds of the account from `since` on: each ask answered with the nearest offers."""
    return await _select(
        conn,
        counter_offers.c.account_id == account_id,
        counter_offers.c.outcome == "countered",
        counter_offers.c.asked_at >= since,
    )


async def _select(conn: AsyncConnection, *where: sa.ColumnElement[bool]) -> list[CounterOffer]:
    rows = await conn.execute(
        sa.select(counter_offers).where(*where).order_by(counter_offers.c.asked_at)
    )
    return [CounterOffer(**{**row, "asked": tuple(row["asked"])}) for row in rows.mappings()]
