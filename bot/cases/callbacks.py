"""What a contact has said so far of a call they want; the rest is being asked.

One per contact; numbers are sealed. Functions take the caller's transaction and never commit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TIMESTAMP, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.ids import ContactId
from bot.kernel.privacy import Vault
from bot.storage.database import metadata

_MOMENT = TIMESTAMP(timezone=True)

callback_drafts = sa.Table(
    "callback_drafts",
    metadata,
    sa.Column("contact_id", sa.Text, primary_key=True),
    sa.Column("on_day", sa.Date),
    sa.Column("at_time", sa.Time),
    sa.Column("phone", sa.LargeBinary),
    sa.Column("offered_at", _MOMENT),
    sa.Column("expires_at", _MOMENT, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackDraft:
    """A call in the making, at an hour of the contact's own; `phone` is canonical.

    `offered_at` is the moment that we offered instead of one at which we may not call.
    """

    on_day: date | None = None
    at_time: time | None = None
    phone: str | None = None
    offered_at: datetime | None = None


async def draft_of(
    conn: AsyncConnection, vault: Vault, contact_id: ContactId, *, now: datetime
) -> CallbackDraft:
    """What they have said so far; nothing, when that was too long ago."""
    rows = await conn.execute(
        sa.select(callback_drafts).where(
            callback_drafts.c.contact_id == contact_id, callback_drafts.c.expires_at > now
        )
    )
    row = rows.first()
    if row is None:
        return CallbackDraft()
    return CallbackDraft(
        on_day=row.on_day,
        at_time=row.at_time,
        phone=vault.decrypt(row.phone) if row.phone is not None else None,
        offered_at=row.offered_at,
    )


async def save_draft(
    conn: AsyncConnection,
    vault: Vault,
    contact_id: ContactId,
    *,
    draft: CallbackDraft,
    expires_at: datetime,
) -> None:
    """This is what they have said, in place of what was kept before."""
    row = {
        "contact_id": contact_id,
        "on_day": draft.on_day,
        "at_time": draft.at_time,
        "phone": vault.encrypt(draft.phone) if draft.phone is not None else None,
        "offered_at": draft.offered_at,
        "expires_at": expires_at,
    }
    statement = insert(callback_drafts).values(**row)
    await conn.execute(
        statement.on_conflict_do_update(index_elements=["contact_id"], set_=dict(row))
    )


async def drop_draft(conn: AsyncConnection, contact_id: ContactId) -> None:
    """No call is in the making any more."""
    await conn.execute(
        sa.delete(callback_drafts).where(callback_drafts.c.contact_id == contact_id)
    )
