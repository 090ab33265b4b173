"""Rows of files. Functions take the caller's transaction and never commit.

Tries and leases use the database's wall clock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.ids import CaseId, ContactId, Wamid, new_id
from bot.kernel.messages import Incoming, IncomingOther
from bot.kernel.privacy import Vault
from bot.media.model import LIMITS, Content, File, MediaId
from bot.media.tables import media

MAX_ATTEMPTS: Final = 8
# Longer than a download may take.
_LEASE: Final = timedelta(seconds=90)
_FIRST_RETRY: Final = timedelta(seconds=5)
_WALL: Final = sa.func.clock_timestamp()
# A file that came before what it proves belongs to it only if both came about together.
_TOGETHER: Final = timedelta(hours=24)
_FACTS: Final = tuple(
    media.c[name]
    for name in (
        *("id", "contact_id", "vendor_id", "kind"),
        *("received_at", "case_id", "state", "attempts"),
    )
)


async def note(
    conn: AsyncConnection,
    contact_id: ContactId,
    message: Incoming,
    *,
    wamid: Wamid,
    now: datetime,
) -> bool:
    """Note the file that a message brings, to be fetched; False when it brings none we keep."""
    if not isinstance(message, IncomingOther) or message.media_id is None:
        return False
    if message.kind not in LIMITS:
        return False
    await conn.execute(
        insert(media)
        .values(
            id=new_id("med"),
            contact_id=contact_id,
            wamid=wamid,
            vendor_id=message.media_id,
            kind=message.kind,
            received_at=now,
            state="new",
            attempts=0,
            retry_at=_WALL,
        )
        .on_conflict_do_nothing(index_elements=["wamid"])
    )
    return True


async def claim(conn: AsyncConnection) -> File | None:
    """A file that is due to be fetched, its attempt counted and leased; None when none is."""
    due = (
        sa.select(media.c.id)
        .where(media.c.state == "new", media.c.retry_at <= _WALL)
        .order_by(media.c.retry_at)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    row = await conn.execute(
        sa.update(media)
        .where(media.c.id == due)
        .values(attempts=media.c.attempts + 1, retry_at=_WALL + _LEASE)
        .returning(*_FACTS)
    )
    found = row.mappings().first()
    return File(**found) if found else None


async def keep(conn: AsyncConnection, vault: Vault, file: File, content: Content) -> None:
    """Store what was fetched, sealed."""
    await _end(
        conn,
        file.id,
        state="kept",
        mime=content.mime,
        sha256=hashlib.sha256(content.body).hexdigest(),
        size=len(content.body),
        body=vault.encrypt_bytes(content.body),
    )


async def lose(conn: AsyncConnection, file: File, *, error: str) -> None:
    """Give the file up."""
    await _end(conn, file.id, state="lost", error=error)


async def put_off(conn: AsyncConnection, file: File, *, error: str) -> None:
    """Try again later, each time after four times as long."""
    wait = _FIRST_RETRY * 4 ** (file.attempts - 1)
    await conn.execute(
        sa.update(media)
        .where(media.c.id == file.id, media.c.state == "new")
        .values(retry_at=_WALL + wait, error=error)
    )


async def without_case(conn: AsyncConnection, now: datetime) -> list[File]:
    """Files of the last day that are here, or lost, and that no case has been told of."""
    rows = await conn.execute(
        sa.select(*_FACTS)
        .where(
            media.c.case_id.is_(None),
            media.c.state != "new",
            media.c.received_at > now - _TOGETHER,
        )
        .order_by(media.c.received_at)
        .limit(100)
        .with_for_update(skip_locked=True)
    )
    return [File(**row) for row in rows.mappings()]


async def give_to_case(conn: AsyncConnection, file: File, case_id: CaseId) -> None:
    """This case is what the file is for."""
    await conn.execute(sa.update(media).where(media.c.id == file.id).values(case_id=case_id))


async def files_of(conn: AsyncConnection, wamids: Sequence[str]) -> dict[str, File]:
    """The files that these messages brought, by message."""
    rows = await conn.execute(sa.select(media.c.wamid, *_FACTS).where(media.c.wamid.in_(wamids)))
    found = [dict(row) for row in rows.mappings()]
    return {row.pop("wamid"): File(**row) for row in found}


async def read(conn: AsyncConnection, vault: Vault, media_id: MediaId) -> Content | None:
    """The content of a kept file; None when there is none of this id."""
    row = (
        await conn.execute(
            sa.select(media.c.mime, media.c.body).where(
                media.c.id == media_id, media.c.state == "kept"
            )
        )
    ).first()
    return Content(mime=row.mime, body=vault.decrypt_bytes(row.body)) if row else None


async def _end(conn: AsyncConnection, media_id: MediaId, **values: Any) -> None:
    await conn.execute(
        sa.update(media).where(media.c.id == media_id, media.c.state == "new").values(**values)
    )
