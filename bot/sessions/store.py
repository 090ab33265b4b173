"""Rows of sessions. Functions take the caller's transaction and never commit."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.ids import ContactId, Wamid, new_id
from bot.sessions.model import IDLE, Session, SessionId
from bot.sessions.tables import sessions


async def prolong(conn: AsyncConnection, contact_id: ContactId, now: datetime) -> Session | None:
    """Note a message in the session that goes on; None without one, or when its time is up."""
    values = {"contact": contact_id, "now": now, "ends": now + IDLE}
    row = (await conn.execute(_PROLONG, values)).mappings().first()
    return Session.of(row) if row else None


async def insert(
    conn: AsyncConnection, contact_id: ContactId, *, opened_by: Wamid, now: datetime
) -> Session:
    """A session that this message opens; the one before has ended."""
    rows = await conn.execute(
        sa.insert(sessions)
        .values(
            id=new_id("ses"),
            contact_id=contact_id,
            opened_by=opened_by,
            started_at=now,
            last_inbound_at=now,
            ends_at=now + IDLE,
            seen=[],
            csat_open=False,
        )
        .returning(sessions)
    )
    return Session.of(rows.mappings().one())


async def open_of(conn: AsyncConnection, contact_id: ContactId) -> Session | None:
    """The contact's session that has not ended, though its time may be up."""
    found = await conn.execute(
        sa.select(sessions).where(sessions.c.contact_id == contact_id, _is_open())
    )
    row = found.mappings().first()
    return Session.of(row) if row else None


async def lock(conn: AsyncConnection, session_id: SessionId) -> Session | None:
    """The session if it has not ended, its row locked until the transaction ends."""
    found = await conn.execute(
        sa.select(sessions).where(sessions.c.id == session_id, _is_open()).with_for_update()
    )
    row = found.mappings().first()
    return Session.of(row) if row else None


async def lock_open(
    conn: AsyncConnection, *, due_at: datetime | None, limit: int | None = None
) -> list[Session]:
    """Sessions that have not ended and nobody else is ending, locked; with `due_at` only those
    whose time is up by then."""
    due = sa.true() if due_at is None else sessions.c.ends_at <= due_at
    rows = await conn.execute(
        sa.select(sessions)
        .where(_is_open(), due)
        .order_by(sessions.c.ends_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [Session.of(row) for row in rows.mappings()]


async def latest(conn: AsyncConnection, contact_id: ContactId) -> Session | None:
    """The contact's last session, whether it goes on or not."""
    found = await conn.execute(
        sa.select(sessions)
        .where(sessions.c.contact_id == contact_id)
        .order_by(sessions.c.started_at.desc())
        .limit(1)
    )
    row = found.mappings().first()
    return Session.of(row) if row else None


async def change(conn: AsyncConnection, session_id: SessionId, **values: Any) -> Session:
    """Write some of a session's values."""
    rows = await conn.execute(
        sa.update(sessions).where(sessions.c.id == session_id).values(**values).returning(sessions)
    )
    return Session.of(rows.mappings().one())


def _is_open() -> sa.ColumnElement[bool]:
    return sessions.c.ended_at.is_(None)


# Built once: it runs in every turn.
_PROLONG: Final = (
    sa.update(sessions)
    .where(
        sessions.c.contact_id == sa.bindparam("contact"),
        sessions.c.ended_at.is_(None),
        sessions.c.ends_at > sa.bindparam("now", type_=sessions.c.ends_at.type),
    )
    .values(
        last_inbound_at=sa.bindparam("now", type_=sessions.c.ends_at.type),
        ends_at=sa.bindparam("ends", type_=sessions.c.ends_at.type),
    )
    .returning(sessions)
)
