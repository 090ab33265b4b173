"""Outgoing rows on their way: which may go next, and what became of each attempt.

A contact's rows go in order, one in flight: its oldest row that is queued or being sent is the
head, and only a head may be taken. Times here are the database's wall clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.tables import contact_aliases
from bot.kernel.ids import ContactId, CustomerId, OutboxId, Wamid
from bot.kernel.messages import Reply
from bot.outbox.disclosure import Level
from bot.outbox.gate import message_of
from bot.outbox.guard import Origin, level_of
from bot.outbox.tables import outbox
from bot.outbox.transport import Parcel

# How long a send that was cut short waits for a status before it is accounted for as unknown.
UNKNOWN_AFTER: Final = timedelta(seconds=60)
_PENDING: Final = ("queued", "sending")
_WALL: Final = sa.func.clock_timestamp()


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedMessage:
    """A row that is about to be sent; `level` is what it discloses, of the customer `about`."""

    id: OutboxId
    contact_id: ContactId
    origin: Origin
    reply_key: str
    level: Level
    about: CustomerId | None
    parcel: Parcel
    attempts: int
    requires: OutboxId | None


async def due_heads(conn: AsyncConnection, limit: int) -> list[OutboxId]:
    """The head of each contact's queue that may be sent now, oldest first."""
    heads = (
        sa.select(outbox.c.id, outbox.c.seq, outbox.c.state, outbox.c.retry_at)
        .where(outbox.c.state.in_(_PENDING))
        .ext(distinct_on(outbox.c.contact_id))
        .order_by(outbox.c.contact_id, outbox.c.seq)
        .subquery()
    )
    rows = await conn.execute(
        sa.select(heads.c.id)
        .where(heads.c.state == "queued", _is_due(heads.c.retry_at))
        .order_by(heads.c.seq)
        .limit(limit)
    )
    return [OutboxId(row.id) for row in rows]


async def take(conn: AsyncConnection, outbox_id: OutboxId) -> QueuedMessage | None:
    """Mark a queued row as being sent; None when another sender was first, even if in vain."""
    row = (
        await conn.execute(
            sa.update(outbox)
            .where(
                outbox.c.id == outbox_id, outbox.c.state == "queued", _is_due(outbox.c.retry_at)
            )
            .values(state="sending", sending_at=_WALL, attempts=outbox.c.attempts + 1)
            .returning(outbox)
        )
    ).first()
    return await _queued(conn, row) if row else None


async def mark_sent(conn: AsyncConnection, outbox_id: OutboxId, wamid: Wamid) -> None:
    """The channel took it. A status that overtook this answer is left as it is."""
    await conn.execute(
        sa.update(outbox)
        .where(outbox.c.id == outbox_id)
        .values(
            wamid=wamid,
            sent_at=sa.func.coalesce(outbox.c.sent_at, _WALL),
            state=sa.case((outbox.c.state == "sending", "sent"), else_=outbox.c.state),
        )
    )


async def requeue(
    conn: AsyncConnection, outbox_id: OutboxId, *, after: timedelta, error: str
) -> None:
    """Try again later; the row stays the head, so nothing of this contact overtakes it."""
    await _close(
        conn, outbox_id, state="queued", error=error, retry_at=_WALL + after, sending_at=None
    )


async def mark(conn: AsyncConnection, outbox_id: OutboxId, *, state: str, error: str) -> None:
    """Final: `failed`, `refused` or `unknown`."""
    await _close(conn, outbox_id, state=state, error=error)


async def settle_unknown(conn: AsyncConnection) -> list[OutboxId]:
    """Rows whose sending was cut short and about which no status came: they are final now."""
    rows = await conn.execute(
        sa.update(outbox)
        .where(outbox.c.state == "sending", outbox.c.sending_at < _WALL - UNKNOWN_AFTER)
        .values(state="unknown", error="no status within 60 s")
        .returning(outbox.c.id)
    )
    return [OutboxId(row.id) for row in rows]


async def key_and_state(conn: AsyncConnection, outbox_id: OutboxId) -> tuple[str, str]:
    """A row's reply key and state."""
    query = sa.select(outbox.c.reply_key, outbox.c.state).where(outbox.c.id == outbox_id)
    row = (await conn.execute(query)).one()
    return row.reply_key, row.state


async def times_said(
    conn: AsyncConnection, contact_id: ContactId, reply_key: str, *, since: datetime
) -> int:
    """How often this reply was queued to a contact from `since` on and may have reached them."""
    query = sa.select(sa.func.count()).where(
        outbox.c.contact_id == contact_id,
        outbox.c.reply_key == reply_key,
        outbox.c.created_at >= since,
        outbox.c.state.not_in(("failed", "refused")),
    )
    return int((await conn.execute(query)).scalar_one())


async def terms_sent_at(conn: AsyncConnection, outbox_id: OutboxId) -> datetime | None:
    """When these terms left us (wall clock); None when they did not, or were never terms."""
    row = (await conn.execute(sa.select(outbox).where(outbox.c.id == outbox_id))).one()
    is_terms = row.reply_key.startswith("terms.")
    return row.sent_at if is_terms and row.state in ("sent", "delivered", "read") else None


async def has_followed(conn: AsyncConnection, outbox_id: OutboxId, *, before: datetime) -> bool:
    """Whether we said anything else to the same person after this row and before that moment."""
    row = (await conn.execute(sa.select(outbox).where(outbox.c.id == outbox_id))).one()
    later = sa.select(outbox.c.id).where(
        outbox.c.contact_id == row.contact_id,
        outbox.c.seq > row.seq,
        outbox.c.sent_at < before,
    )
    return (await conn.execute(later.limit(1))).first() is not None


def _is_due(retry_at: sa.ColumnElement[datetime | None]) -> sa.ColumnElement[bool]:
    return sa.or_(retry_at.is_(None), retry_at <= _WALL)


async def _close(conn: AsyncConnection, outbox_id: OutboxId, **values: Any) -> None:
    await conn.execute(
        sa.update(outbox)
        .where(outbox.c.id == outbox_id, outbox.c.state == "sending")
        .values(**values)
    )


async def _queued(conn: AsyncConnection, row: Any) -> QueuedMessage:
    found = await conn.execute(
        sa.select(contact_aliases).where(contact_aliases.c.contact_id == row.contact_id)
    )
    aliases = {alias.kind: alias.value for alias in found}
    message = message_of(row.message)
    return QueuedMessage(
        id=OutboxId(row.id),
        contact_id=ContactId(row.contact_id),
        origin=row.origin,
        reply_key=row.reply_key,
        level=_level(row, message.body),
        about=CustomerId(row.customer_id) if row.customer_id else None,
        parcel=Parcel(
            outbox_id=OutboxId(row.id),
            to_phone=aliases.get("phone"),
            to_user_id=aliases.get("user_id"),
            message=message,
        ),
        attempts=row.attempts,
        requires=OutboxId(row.requires) if row.requires else None,
    )


def _level(row: Any, body: str) -> Level:
    """What a row discloses; one of before levels were kept is weighed by its key and words."""
    if row.level is not None:
        return Level(row.level)
    return level_of(Reply(key=row.reply_key, values={"text": body}))
