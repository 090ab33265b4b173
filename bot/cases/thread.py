"""A case's thread: what was exchanged with the contact around it, and what happened in it.

Words come from the inbox and the outbox themselves, so the thread shows what was really received
and how far our messages came. Whoever is not verified has every digit hidden.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cases.model import Author, Case, Line
from bot.cases.notes import events, written_down
from bot.cases.store import load
from bot.cases.tables import case_messages
from bot.contacts import store as contacts
from bot.inbox.bodies import decode, words
from bot.inbox.tables import inbox
from bot.kernel.ids import CaseId
from bot.kernel.messages import Incoming, IncomingOther
from bot.kernel.privacy import Vault, mask_digits
from bot.media.model import File
from bot.media.store import files_of
from bot.outbox.tables import outbox

HISTORY: Final = 10
_MOST_SINCE: Final = 300


async def thread(
    conn: AsyncConnection, vault: Vault, case_id: CaseId, *, now: datetime
) -> list[Line]:
    """The last 10 lines before the case and all since, until it was closed; oldest first."""
    case = await load(conn, case_id)
    contact = await contacts.load(conn, case.contact_id)
    lines = await _exchanged(conn, vault, case)
    if not contact.is_verified(now):
        lines = [masked(line) for line in lines]
    # Of the same moment, what happened comes before what was said because of it.
    return sorted(await _noted(conn, vault, case_id) + lines, key=lambda line: line.at)


async def last_words(conn: AsyncConnection, vault: Vault, case: Case) -> list[Line]:
    """What was exchanged just before the case was opened, oldest first, unmasked."""
    exchanged = await _exchanged(conn, vault, case)
    return [line for line in exchanged if line.at <= case.opened_at]


def masked(line: Line) -> Line:
    """`line` as it looks to an agent before the contact is verified."""
    return replace(line, text=None if line.text is None else mask_digits(line.text))


async def _noted(conn: AsyncConnection, vault: Vault, case_id: CaseId) -> list[Line]:
    """What happened, and what the bot asked for and wrote down: an hour, a number."""
    happened = [
        Line(author=event.author, at=event.at, code=event.code, by=event.by)
        for event in await events(conn, case_id)
    ]
    return happened + [
        Line(author=note.author, at=note.at, text=note.text)
        for note in await written_down(conn, vault, case_id)
    ]


async def _exchanged(conn: AsyncConnection, vault: Vault, case: Case) -> list[Line]:
    arrived = await _rows(conn, _inbox_rows(case), case)
    files = await files_of(conn, [row.wamid for row in arrived])
    received = [_received(row, vault, files.get(row.wamid)) for row in arrived]
    sent = [_sent(row) for row in await _rows(conn, _outbox_rows(case), case)]
    lines = sorted(received + sent, key=lambda line: line.at)
    before = [line for line in lines if line.at <= case.opened_at]
    return before[-HISTORY:] + [line for line in lines if line.at > case.opened_at]


async def _rows(conn: AsyncConnection, query: sa.Select[Any], case: Case) -> list[Any]:
    at = query.selected_columns.at
    until = sa.true() if case.closed_at is None else at <= case.closed_at
    latest = query.where(until)
    before = latest.where(at <= case.opened_at).order_by(sa.desc("at")).limit(HISTORY)
    since = latest.where(at > case.opened_at).order_by(sa.desc("at")).limit(_MOST_SINCE)
    return [*(await conn.execute(before)), *(await conn.execute(since))]


def _inbox_rows(case: Case) -> sa.Select[Any]:
    return sa.select(inbox.c.vendor_at.label("at"), inbox.c.body, inbox.c.wamid).where(
        inbox.c.contact_id == case.contact_id
    )


def _outbox_rows(case: Case) -> sa.Select[Any]:
    return (
        sa.select(
            outbox.c.created_at.label("at"),
            outbox.c.origin,
            outbox.c.message,
            outbox.c.state,
            case_messages.c.by,
        )
        .outerjoin(case_messages, case_messages.c.outbox_id == outbox.c.id)
        .where(outbox.c.contact_id == case.contact_id)
    )


def _received(row: Any, vault: Vault, file: File | None) -> Line:
    message = decode(vault.decrypt(row.body))
    return Line(author=Author.CONTACT, at=row.at, text=spoken(message), file=file)


def spoken(message: Incoming) -> str:
    """A person's message as a line of text; a file is named by its kind."""
    text = words(message)
    if isinstance(message, IncomingOther):
        return f"[{message.kind}] {text}".strip()
    return text


def _sent(row: Any) -> Line:
    author = Author.AGENT if row.origin == "agent" else Author.BOT
    return Line(author=author, at=row.at, text=row.message["body"], by=row.by, state=row.state)
