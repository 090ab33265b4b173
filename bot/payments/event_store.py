"""Stripe's events as rows: stored once, claimed for work, done or dead. Nothing here commits.

Retries are timed by the wall clock, never by business time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.payments.events import EventNotice
from bot.payments.tables import stripe_events

MOST_ATTEMPTS: Final = 12
_FIRST_DELAY: Final = timedelta(seconds=15)
_LONGEST_DELAY: Final = timedelta(minutes=15)
# Enough to reach the longest; without a bound a long outage would outgrow any timedelta.
_MOST_DOUBLINGS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEvent:
    """An event to work on; `attempts` counts the one under way."""

    id: str
    type: str
    object_id: str | None
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadEvent:
    """An event that is tried no more, until a person says so; `error` is the last one's class."""

    id: str
    type: str
    object_id: str | None
    vendor_at: datetime
    attempts: int
    error: str


async def insert_events(
    conn: AsyncConnection, notices: Sequence[EventNotice], *, wall_now: datetime
) -> list[str]:
    """Keep these events; returns the ids that are new."""
    if not notices:
        return []
    rows = [
        {
            "id": notice.id,
            "type": notice.type,
            "object_id": notice.object_id,
            "vendor_at": notice.created_at,
            "state": "new",
            "attempts": 0,
            "retry_at": wall_now,
        }
        for notice in notices
    ]
    written = await conn.execute(
        insert(stripe_events).values(rows).on_conflict_do_nothing().returning(stripe_events.c.id)
    )
    return [row.id for row in written]


async def claim(conn: AsyncConnection, *, wall_now: datetime) -> StoredEvent | None:
    """The next event due, counted as tried and put off: nobody else takes it meanwhile."""
    due = (
        sa.select(stripe_events.c.id)
        .where(stripe_events.c.state == "new", stripe_events.c.retry_at <= wall_now)
        .order_by(stripe_events.c.retry_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = (await conn.execute(due)).first()
    if row is None:
        return None
    tried = stripe_events.c.attempts + 1
    claimed = await conn.execute(
        sa.update(stripe_events)
        .where(stripe_events.c.id == row.id)
        .values(attempts=tried, retry_at=wall_now + _FIRST_DELAY)
        .returning(stripe_events)
    )
    return _stored(claimed.one())


async def put_off(conn: AsyncConnection, event: StoredEvent, *, wall_now: datetime) -> None:
    """Try again later, each time later still."""
    await _set(conn, event.id, retry_at=wall_now + delay_after(event.attempts))


async def lock_undone(conn: AsyncConnection, event_id: str) -> StoredEvent | None:
    """The event, held until the transaction ends; None when it is done, dead or unknown."""
    found = await conn.execute(
        sa.select(stripe_events)
        .where(stripe_events.c.id == event_id, stripe_events.c.state == "new")
        .with_for_update()
    )
    row = found.first()
    return _stored(row) if row else None


async def load_undone(conn: AsyncConnection, event_id: str) -> StoredEvent | None:
    """The event, unless it is done, dead or unknown."""
    found = await conn.execute(
        sa.select(stripe_events).where(
            stripe_events.c.id == event_id, stripe_events.c.state == "new"
        )
    )
    row = found.first()
    return _stored(row) if row else None


async def mark_done(conn: AsyncConnection, event_id: str) -> None:
    """Its work is committed with this."""
    await _set(conn, event_id, state="done", last_error=None)


async def mark_dead(conn: AsyncConnection, event_id: str, *, error: str) -> None:
    """Nothing more will be tried; `error` is the error's class, never its text."""
    await _set(conn, event_id, state="dead", last_error=error)


async def dead_events(conn: AsyncConnection, *, limit: int = 100) -> list[DeadEvent]:
    """What a person must look at, oldest first."""
    found = await conn.execute(
        sa.select(stripe_events)
        .where(stripe_events.c.state == "dead")
        .order_by(stripe_events.c.vendor_at, stripe_events.c.id)
        .limit(limit)
    )
    return [
        DeadEvent(
            id=row.id,
            type=row.type,
            object_id=row.object_id,
            vendor_at=row.vendor_at,
            attempts=row.attempts,
            error=row.last_error or "",
        )
        for row in found
    ]


async def revive_dead(
    conn: AsyncConnection, ids: Sequence[str] | None, *, wall_now: datetime
) -> list[str]:
    """Let dead events (all, when `ids` is None) be tried again from the start; returns which."""
    chosen = stripe_events.c.state == "dead"
    if ids is not None:
        chosen &= stripe_events.c.id.in_(ids)
    revived = await conn.execute(
        sa.update(stripe_events)
        .where(chosen)
        .values(state="new", attempts=0, retry_at=wall_now)
        .returning(stripe_events.c.id)
    )
    return sorted(row.id for row in revived)


def delay_after(attempts: int) -> timedelta:
    """How long to wait after so many tries: doubling, at most a quarter of an hour."""
    doublings: int = 2 ** min(attempts - 1, _MOST_DOUBLINGS)
    return min(_LONGEST_DELAY, _FIRST_DELAY * doublings)


async def _set(conn: AsyncConnection, event_id: str, **values: object) -> None:
    await conn.execute(
        sa.update(stripe_events).where(stripe_events.c.id == event_id).values(**values)
    )


def _stored(row: sa.Row[tuple[object, ...]]) -> StoredEvent:
    return StoredEvent(id=row.id, type=row.type, object_id=row.object_id, attempts=row.attempts)
