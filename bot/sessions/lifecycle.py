"""How sessions begin, go on and end, each with exactly one disposition.

Functions take the caller's transaction and never commit.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts import identity
from bot.contacts import store as contacts
from bot.contacts.model import Contact
from bot.kernel.ids import ContactId, Wamid
from bot.sessions import store
from bot.sessions.catalogue import Disposition, catalogue
from bot.sessions.evidence import is_verified_in, signs_of
from bot.sessions.model import FAREWELL, Session

# Nothing more is expected after these.
_FAREWELLS: Final = frozenset(
    {
        "goodbye",
        "rating.at_goodbye",
        "rating.thanks",
        "opt_out.confirmed",
        "wrong_person.stopped",
        "third_party.noted",
        "third_party.later",
    }
)
# What may be said between our asking for a rating and its coming: anything else has gone on.
_COURTESIES: Final = frozenset(
    {
        "goodbye",
        "thanks.welcome",
        "rating.at_goodbye",
        "rating.at_thanks",
        "rating.after_receipt",
    }
)
_AT_ONCE: Final = 200


async def arrive(
    conn: AsyncConnection, contact: Contact, *, wamid: Wamid, now: datetime
) -> tuple[Session, Contact]:
    """Note that a message came: in the session that goes on, else in a new one.

    A new session starts afresh: half a proof of identity and misunderstandings of the last one
    no longer count. Returns the contact as they are then.
    """
    session = await store.prolong(conn, contact.id, now)
    if session is not None:
        return session, contact
    left_open = await store.open_of(conn, contact.id)
    if left_open is not None:
        await end_session(conn, left_open, now)
    await identity.start_over(conn, contact.id)
    await contacts.clear_misunderstandings(conn, contact.id)
    session = await store.insert(conn, contact.id, opened_by=wamid, now=now)
    return session, replace(contact, identity_open=False, misunderstood=0)


async def after_replies(
    conn: AsyncConnection, session: Session, keys: Collection[str], now: datetime
) -> None:
    """What the replies of a turn mean for its session: a farewell, or that no rating will come."""
    if session.csat_open and not _COURTESIES.issuperset(keys):
        await store.change(conn, session.id, csat_open=False)
    if not _FAREWELLS.isdisjoint(keys):
        await store.change(conn, session.id, ends_at=now + FAREWELL)


async def end_session(conn: AsyncConnection, session: Session, now: datetime) -> Session | None:
    """End the session with its disposition; None when somebody else has ended it already."""
    current = await store.lock(conn, session.id)
    if current is None:
        return None
    contact = await contacts.load(conn, current.contact_id)
    seen = await seen_in(conn, current, contact)
    is_verified = is_verified_in(current, contact)
    return await store.change(
        conn,
        current.id,
        ended_at=min(now, current.ends_at),
        disposition=seen[0].code,
        seen=[one.code for one in seen],
        verified=is_verified,
        customer_id=contact.customer_id if is_verified else None,
        language=contact.language,
        csat_open=False,
    )


async def end_due(conn: AsyncConnection, now: datetime) -> int:
    """End sessions whose time is up, at most 200 at once; says how many."""
    due = await store.lock_open(conn, due_at=now, limit=_AT_ONCE)
    for session in due:
        await end_session(conn, session, now)
    return len(due)


async def end_all(conn: AsyncConnection, now: datetime) -> list[Session]:
    """End every session that goes on, its time up or not; returns them as they ended."""
    ended = [await end_session(conn, one, now) for one in await store.lock_open(conn, due_at=None)]
    return [session for session in ended if session is not None]


async def disposition_of(
    conn: AsyncConnection, contact_id: ContactId, now: datetime
) -> str | None:
    """The disposition of the contact's last session, ended now if it goes on; None without one."""
    session = await store.latest(conn, contact_id)
    if session is not None and session.ended_at is None:
        session = await end_session(conn, session, now)
    return session.disposition if session else None


async def seen_in(
    conn: AsyncConnection, session: Session, contact: Contact
) -> tuple[Disposition, ...]:
    """The dispositions that apply so far, the one that stands first; never none."""
    return catalogue().seen(await signs_of(conn, session, contact))
