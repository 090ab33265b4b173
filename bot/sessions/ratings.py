"""Asking "from 1 to 5" once, only where it is decent, and keeping the answer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final, Literal

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts import store as contacts
from bot.contacts.model import Contact
from bot.kernel.ids import ContactId
from bot.kernel.messages import Reply
from bot.outbox import history
from bot.outbox.gate import Outbox
from bot.outbox.tables import outbox
from bot.sessions import store
from bot.sessions.catalogue import Disposition, Rating
from bot.sessions.lifecycle import seen_in
from bot.sessions.model import Session
from bot.sessions.tables import sessions

Moment = Literal["thanks", "goodbye", "receipt"]

_SUFFICES: Final[dict[Moment, frozenset[Rating]]] = {
    "receipt": frozenset({"parting"}),
    "thanks": frozenset({"parting"}),
    "goodbye": frozenset({"parting", "goodbye"}),
}
# Nobody is asked about what is long past.
_FRESH: Final = timedelta(minutes=15)
_RECEIPTS: Final = frozenset({"payment.receipt", "payment.receipt_done", "payment.thanks"})
_ARRIVED: Final = frozenset({"sent", "delivered", "read"})
# A receipt that follows one of these interrupts no question of ours.
_NO_QUESTION: Final = frozenset({"pay.link", "thanks.welcome", "goodbye"})


def may_ask(seen: Collection[Disposition], moment: Moment) -> bool:
    """Whether a session that has come so far earns the question at this moment."""
    ratings = {one.rating for one in seen}
    return "never" not in ratings and not ratings.isdisjoint(_SUFFICES[moment])


async def ask_if_decent(
    conn: AsyncConnection, contact: Contact, moment: Moment, now: datetime
) -> bool:
    """Whether to ask now; if so it counts as asked, and the next message may be the answer."""
    session = await store.open_of(conn, contact.id)
    if session is None or session.csat_asked_at is not None or contact.holder == "agent":
        return False
    if not may_ask(await seen_in(conn, session, contact), moment):
        return False
    await store.change(conn, session.id, csat_asked_at=now, csat_open=True)
    return True


async def receipted(conn: AsyncConnection, now: datetime) -> list[Session]:
    """Sessions going on that nobody was asked about, and into which a receipt has just come."""
    rows = await conn.execute(
        sa.select(sessions)
        .join(outbox, outbox.c.contact_id == sessions.c.contact_id)
        .where(
            sa.text("outbox.origin = 'receipt'"),  # literally: so an index is named
            outbox.c.created_at > now - _FRESH,
            outbox.c.created_at >= sessions.c.started_at,
            sessions.c.ended_at.is_(None),
            sessions.c.ends_at > now,
            sessions.c.csat_asked_at.is_(None),
        )
        .distinct()
    )
    return [Session.of(row) for row in rows.mappings()]


async def ask_after_receipt(
    conn: AsyncConnection, session: Session, gate: Outbox, now: datetime
) -> bool:
    """Ask in a message of its own, unless they are writing or something else was said since."""
    current = await store.lock(conn, session.id)
    contact = await contacts.load(conn, session.contact_id)
    is_quiet = current is not None and contact.lease_until is None
    if not is_quiet or not await _has_just_received(conn, contact.id):
        return False
    if not await ask_if_decent(conn, contact, "receipt", now):
        return False
    reply = Reply(key="rating.after_receipt")
    await gate.enqueue_to(conn, reply, contact=contact, origin="bot")
    return True


async def keep(conn: AsyncConnection, contact: Contact, score: int) -> None:
    """Store the rating of the session that goes on."""
    session = await store.open_of(conn, contact.id)
    if session is not None:
        await store.change(conn, session.id, csat=score, csat_open=False)


async def _has_just_received(conn: AsyncConnection, contact_id: ContactId) -> bool:
    """Whether a receipt is the last thing they got, and nothing else was being asked."""
    said = await history.last_said(conn, contact_id, 2)
    if len(said) < 2:
        return False
    latest, before = said
    is_here = latest.key in _RECEIPTS and latest.state in _ARRIVED
    return is_here and before.key in _NO_QUESTION
