"""What went wrong on the way out and must be looked at: withheld, refused or undelivered words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.ids import ContactId, new_id
from bot.outbox.tables import incidents


async def record_incident(
    conn: AsyncConnection,
    contact_id: ContactId,
    *,
    kind: str,
    reply_key: str | None,
    now: datetime,
) -> None:
    """Something that must be looked at happened on the way out."""
    await conn.execute(
        insert(incidents).values(
            id=new_id("inc"),
            contact_id=contact_id,
            kind=kind,
            reply_key=reply_key,
            recorded_at=now,
        )
    )
