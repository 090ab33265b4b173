"""What the engine needs to go on with a contact: the events of last time, kept with the turn."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.ids import ContactId
from bot.storage.database import metadata

conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("contact_id", sa.Text, primary_key=True),
    sa.Column("events", sa.Text, nullable=False),
    sa.Column("holder_epoch", sa.BigInteger, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """`holder_epoch` is the contact's when these events were saved: another one since means that
    an agent had the chat in between."""

    events: list[dict[str, Any]] | None
    holder_epoch: int


async def recall(conn: AsyncConnection, contact_id: ContactId, *, holder_epoch: int) -> Memory:
    """The contact's memory; a contact who is new has none, and `holder_epoch` as it is now."""
    row = (await conn.execute(_SELECT, {"contact": contact_id})).first()
    if row is None:
        return Memory(events=None, holder_epoch=holder_epoch)
    return Memory(events=json.loads(row.events), holder_epoch=row.holder_epoch)


async def remember(conn: AsyncConnection, contact_id: ContactId, memory: Memory) -> None:
    """Replace the contact's memory."""
    row = {
        "contact_id": contact_id,
        "events": json.dumps(memory.events or []),
        "holder_epoch": memory.holder_epoch,
    }
    await conn.execute(_UPSERT, row)


# Built once: they run in every turn.
_NEW: Final = insert(conversations)
_UPSERT: Final = _NEW.on_conflict_do_update(
    index_elements=["contact_id"],
    set_={"events": _NEW.excluded.events, "holder_epoch": _NEW.excluded.holder_epoch},
)
_SELECT: Final = sa.select(conversations).where(
    conversations.c.contact_id == sa.bindparam("contact")
)
