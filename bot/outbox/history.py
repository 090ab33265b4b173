"""What a contact has been told, by reply key: for those who ask later what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.ids import ContactId
from bot.outbox.tables import outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A reply by its key, and how far one of its messages came (the outbox's word for it)."""

    key: str
    state: str


async def said_since(
    conn: AsyncConnection, contact_id: ContactId, since: datetime
) -> frozenset[Said]:
    """Every reply queued for the contact since then, whatever became of it."""
    rows = await conn.execute(
        sa.select(outbox.c.reply_key, outbox.c.state)
        .where(outbox.c.contact_id == contact_id, outbox.c.created_at >= since)
        .distinct()
    )
    return frozenset(Said(key=row.reply_key, state=row.state) for row in rows)


async def last_said(conn: AsyncConnection, contact_id: ContactId, count: int) -> list[Said]:
    """The last replies queued for the contact, the latest first."""
    rows = await conn.execute(
        sa.select(outbox.c.reply_key, outbox.c.state)
        .where(outbox.c.contact_id == contact_id)
        .order_by(outbox.c.seq.desc())
        .limit(count)
    )
    return [Said(key=row.reply_key, state=row.state) for row in rows]
