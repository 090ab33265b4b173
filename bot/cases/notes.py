"""What is written in a case, and its way to the agents' desk.

A note reaches the desk at least once, and a possible repeat is marked as one. Leases on
notes use the database's wall clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cases.model import Author, CaseMessage, DeskState, Note
from bot.cases.tables import case_messages, cases
from bot.kernel.ids import CaseId, OutboxId
from bot.kernel.privacy import Vault
from bot.outbox.tables import outbox

# Longer than the desk's rate limiter may make a message wait (20 a minute per group).
DESK_LEASE: Final = timedelta(seconds=180)
_MOST_AT_ONCE: Final = 20
_NOT_DELIVERED: Final = ("failed", "refused", "unknown")


async def add(
    conn: AsyncConnection, vault: Vault, *, case_id: CaseId, note: Note, now: datetime
) -> int | None:
    """Write `note` in the case; returns its number, or None when its source was noted before."""
    body = vault.encrypt(note.text) if note.text is not None else None
    return await _insert(conn, case_id, note, now, body)


async def add_event(conn: AsyncConnection, case_id: CaseId, note: Note, now: datetime) -> None:
    """Write down what happened (a note with a `code` and no words)."""
    await _insert(conn, case_id, note, now, None)


async def tie_to_outbox(conn: AsyncConnection, seq: int, outbox_id: OutboxId) -> None:
    """Remember which outgoing row carries an agent's words, so that its failure is told."""
    await conn.execute(
        sa.update(case_messages).where(case_messages.c.seq == seq).values(outbox_id=outbox_id)
    )


async def tell_undelivered(conn: AsyncConnection, now: datetime) -> int:
    """Write an event for every agent's message that did not arrive; each is told once."""
    found = await conn.execute(
        sa.select(case_messages.c.seq, case_messages.c.case_id, case_messages.c.by, outbox.c.state)
        .join(outbox, outbox.c.id == case_messages.c.outbox_id)
        .where(
            case_messages.c.author == Author.AGENT,
            outbox.c.state.in_(_NOT_DELIVERED),
            ~_is_told(),
        )
        .limit(_MOST_AT_ONCE)
    )
    rows = found.all()
    for row in rows:
        code = "unconfirmed" if row.state == "unknown" else "undelivered"
        note = Note(author=Author.SYSTEM, code=code, by=row.by, source=f"undelivered:{row.seq}")
        await add_event(conn, CaseId(row.case_id), note, now)
    return len(rows)


async def events(conn: AsyncConnection, case_id: CaseId) -> list[CaseMessage]:
    """What happened in a case, oldest first (notes with a code)."""
    rows = await conn.execute(
        sa.select(case_messages)
        .where(case_messages.c.case_id == case_id, case_messages.c.code.is_not(None))
        .order_by(case_messages.c.seq)
    )
    return [_message(row, None) for row in rows]


async def written_down(conn: AsyncConnection, vault: Vault, case_id: CaseId) -> list[CaseMessage]:
    """What the bot wrote in a case for whoever works on it, oldest first."""
    rows = await conn.execute(
        sa.select(case_messages)
        .where(
            case_messages.c.case_id == case_id,
            case_messages.c.author == Author.BOT,
            case_messages.c.body.is_not(None),
        )
        .order_by(case_messages.c.seq)
    )
    return [_message(row, vault) for row in rows]


async def claim_for_desk(conn: AsyncConnection, vault: Vault) -> list[CaseMessage]:
    """Lease the oldest undelivered notes of one case; empty when nothing waits.

    A note whose lease ran out comes back as `unknown`: it may have been delivered.
    """
    case_id = await _next_case(conn)
    if case_id is None:
        return []
    rows = await conn.execute(
        sa.select(case_messages)
        .where(case_messages.c.case_id == case_id, _is_claimable())
        .order_by(case_messages.c.seq)
        .limit(_MOST_AT_ONCE)
    )
    claimed = [_message(row, vault) for row in rows]
    await _set_desk_state(conn, claimed, DeskState.SENDING)
    return claimed


async def mark_desk(
    conn: AsyncConnection, messages: Sequence[CaseMessage], state: DeskState
) -> None:
    """Say how the delivery of `messages` ended: sent, to be tried again, or unknown."""
    await _set_desk_state(conn, messages, state)


async def _insert(
    conn: AsyncConnection, case_id: CaseId, note: Note, now: datetime, body: bytes | None
) -> int | None:
    rows = await conn.execute(
        insert(case_messages)
        .values(
            case_id=case_id,
            author=note.author,
            by=note.by,
            body=body,
            code=note.code,
            source=note.source,
            at=now,
            desk_state=note.desk_state,
        )
        .on_conflict_do_nothing(index_elements=["source"])
        .returning(case_messages.c.seq)
    )
    seq: int | None = rows.scalar()
    return seq


async def _next_case(conn: AsyncConnection) -> CaseId | None:
    in_flight = (
        sa.select(case_messages.c.case_id)
        .where(case_messages.c.desk_state == DeskState.SENDING, ~_lease_is_over())
        .scalar_subquery()
    )
    # Locking the case keeps two senders from leasing the same notes.
    row = (
        await conn.execute(
            sa.select(cases.c.id)
            .join(case_messages, case_messages.c.case_id == cases.c.id)
            .where(_is_claimable(), cases.c.id.not_in(in_flight))
            .order_by(case_messages.c.seq)
            .limit(1)
            .with_for_update(of=cases, skip_locked=True)
        )
    ).first()
    return CaseId(row.id) if row else None


def _is_told() -> sa.ColumnElement[bool]:
    told = case_messages.alias("told")
    source = sa.func.concat("undelivered:", case_messages.c.seq)
    return sa.exists().where(told.c.source == source)


def _is_claimable() -> sa.ColumnElement[bool]:
    waits = case_messages.c.desk_state.in_([DeskState.PENDING, DeskState.UNKNOWN])
    crashed = sa.and_(case_messages.c.desk_state == DeskState.SENDING, _lease_is_over())
    return sa.or_(waits, crashed)


def _lease_is_over() -> sa.ColumnElement[bool]:
    return case_messages.c.desk_since < sa.func.clock_timestamp() - DESK_LEASE


async def _set_desk_state(
    conn: AsyncConnection, messages: Sequence[CaseMessage], state: DeskState
) -> None:
    await conn.execute(
        sa.update(case_messages)
        .where(case_messages.c.seq.in_([message.seq for message in messages]))
        .values(desk_state=state, desk_since=sa.func.clock_timestamp())
    )


def _message(row: Any, vault: Vault | None) -> CaseMessage:
    text = vault.decrypt(row.body) if vault and row.body is not None else None
    state = DeskState(row.desk_state)
    return CaseMessage(
        seq=row.seq,
        case_id=CaseId(row.case_id),
        author=Author(row.author),
        by=row.by,
        text=text,
        code=row.code,
        at=row.at,
        desk_state=DeskState.UNKNOWN if state is DeskState.SENDING else state,
        outbox_id=OutboxId(row.outbox_id) if row.outbox_id else None,
    )
