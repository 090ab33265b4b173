"""What WhatsApp says became of our messages: kept once each, never moving a message backwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.ids import ContactId, OutboxId, Wamid
from bot.outbox.incidents import record_incident
from bot.outbox.tables import message_statuses, outbox

# A state may only be replaced by one further along; `failed` stands aside and never overwrites.
_ALLOWED_BEFORE: Final = {
    "sent": ("queued", "sending", "unknown"),
    "delivered": ("queued", "sending", "unknown", "sent"),
    "read": ("queued", "sending", "unknown", "sent", "delivered"),
    "failed": ("queued", "sending", "unknown", "sent"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusUpdate:
    """One status of one message; `status` is the vendor's word and may be one we do not know."""

    wamid: Wamid
    status: str
    outbox_id: OutboxId | None
    vendor_at: datetime
    error_code: int | None


async def apply(conn: AsyncConnection, updates: Sequence[StatusUpdate]) -> None:
    """Keep each status once and move its message forward; unknown words change nothing."""
    for update in updates:
        await _keep(conn, update)
        await _advance(conn, update)


async def _keep(conn: AsyncConnection, update: StatusUpdate) -> None:
    await conn.execute(
        insert(message_statuses)
        .values(
            wamid=update.wamid,
            status=update.status,
            outbox_id=update.outbox_id,
            vendor_at=update.vendor_at,
            error_code=update.error_code,
        )
        .on_conflict_do_nothing()
    )


async def _advance(conn: AsyncConnection, update: StatusUpdate) -> None:
    if update.status not in _ALLOWED_BEFORE:
        return
    known_by_id = outbox.c.wamid == update.wamid
    if update.outbox_id is not None:
        known_by_id = sa.or_(known_by_id, outbox.c.id == update.outbox_id)
    values = {"state": update.status, "wamid": update.wamid}
    if update.error_code is not None:
        values["error"] = str(update.error_code)
    moved = await conn.execute(
        sa.update(outbox)
        .where(known_by_id, outbox.c.state.in_(_ALLOWED_BEFORE[update.status]))
        .values(
            **values,
            sent_at=sa.func.coalesce(outbox.c.sent_at, sa.func.clock_timestamp()),
        )
        .returning(outbox.c.contact_id, outbox.c.reply_key)
    )
    if update.status == "failed":
        for row in moved:
            await record_incident(
                conn,
                ContactId(row.contact_id),
                kind=f"failed:{update.error_code}",
                reply_key=row.reply_key,
                now=update.vendor_at,
            )
