"""Inbox rows: stored once per wamid, taken oldest first, done only together with their effects.

`received_at` is the database's wall clock when the row was stored; a yes is weighed against it.
Bodies are sealed by the Vault; once a message is done its body may be replaced by a masked one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.inbox.bodies import decode, encode
from bot.inbox.tables import inbox
from bot.kernel.ids import ContactId, Wamid
from bot.kernel.messages import Incoming
from bot.kernel.privacy import Vault

MAX_ATTEMPTS: Final = 5
_FIRST_RETRY: Final = timedelta(milliseconds=500)
_WAITED: Final = (sa.func.clock_timestamp() - inbox.c.received_at).label("waited")


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxItem:
    """One message as it arrived: `vendor_at` is WhatsApp's timestamp (whole seconds)."""

    wamid: Wamid
    contact_id: ContactId
    message: Incoming
    vendor_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxMessage:
    """A stored message on its way through a turn; `attempts` counts this one too.

    `waited` is how long it has been here, by the database's wall clock.
    """

    wamid: Wamid
    seq: int
    contact_id: ContactId
    message: Incoming
    received_at: datetime
    waited: timedelta
    attempts: int


class Inbox:
    """Stores and hands out messages; holds the key that seals their bodies."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def insert(self, conn: AsyncConnection, items: Sequence[InboxItem]) -> list[ContactId]:
        """Store what is new, ignore what is known; returns the contacts that got something new."""
        if not items:
            return []
        rows = await conn.execute(_INSERT, [self._row(item) for item in items])
        return list(dict.fromkeys(ContactId(row.contact_id) for row in rows))

    async def take(self, conn: AsyncConnection, contact_id: ContactId) -> InboxMessage | None:
        """The contact's oldest undone message, its attempt counted; None until it is due."""
        row = (await conn.execute(_TAKE, {"contact": contact_id})).first()
        return self._message(row) if row else None

    async def read(self, conn: AsyncConnection, wamid: Wamid) -> InboxMessage:
        """One message by its id."""
        return self._message((await conn.execute(_READ, {"message": wamid})).one())

    async def finish(
        self, conn: AsyncConnection, wamid: Wamid, *, masked: Incoming | None
    ) -> None:
        """The message's effects are in this same transaction; `masked` replaces what was typed."""
        await self._end(conn, wamid, masked=masked, state="done", error=None)

    async def bury(
        self, conn: AsyncConnection, wamid: Wamid, *, masked: Incoming | None, error: str
    ) -> None:
        """Give this message up: it becomes a dead letter and the next one goes on."""
        await self._end(conn, wamid, masked=masked, state="dead", error=error)

    async def _end(
        self, conn: AsyncConnection, wamid: Wamid, *, masked: Incoming | None, **end: Any
    ) -> None:
        body = None if masked is None else self._vault.encrypt(encode(masked))
        await conn.execute(_END, {"message": wamid, "masked": body, **end})

    def _row(self, item: InboxItem) -> dict[str, Any]:
        return {
            "wamid": item.wamid,
            "contact_id": item.contact_id,
            "kind": type(item.message).__name__.removeprefix("Incoming").lower(),
            "body": self._vault.encrypt(encode(item.message)),
            "vendor_at": item.vendor_at,
        }

    def _message(self, row: Any) -> InboxMessage:
        return InboxMessage(
            wamid=Wamid(row.wamid),
            seq=row.seq,
            contact_id=ContactId(row.contact_id),
            message=decode(self._vault.decrypt(row.body)),
            received_at=row.received_at,
            waited=row.waited,
            attempts=row.attempts,
        )


async def waiting(conn: AsyncConnection, limit: int) -> list[ContactId]:
    """Contacts that have an undone message which is due, longest waiting first."""
    rows = await conn.execute(
        sa.select(inbox.c.contact_id)
        .where(inbox.c.state == "new", _is_due())
        .group_by(inbox.c.contact_id)
        .order_by(sa.func.min(inbox.c.seq))
        .limit(limit)
    )
    return [ContactId(row.contact_id) for row in rows]


async def has_arrived_between(
    conn: AsyncConnection, message: InboxMessage, *, since: datetime
) -> bool:
    """Whether the contact sent anything else after `since` and before this message was stored."""
    other = sa.select(inbox.c.wamid).where(
        inbox.c.contact_id == message.contact_id,
        inbox.c.wamid != message.wamid,
        inbox.c.received_at > since,
        inbox.c.seq < message.seq,
    )
    return (await conn.execute(other.limit(1))).first() is not None


async def retry(
    conn: AsyncConnection, message: InboxMessage, *, error: str, counts: bool = True
) -> None:
    """Try this message again later; an attempt that never reached the engine does not count."""
    tries = message.attempts if counts else message.attempts - 1
    await conn.execute(
        sa.update(inbox)
        .where(inbox.c.wamid == message.wamid, inbox.c.state == "new")
        .values(
            attempts=tries,
            retry_at=sa.func.clock_timestamp() + _FIRST_RETRY * 2 ** max(tries - 1, 0),
            last_error=error,
        )
    )


async def exhaust(conn: AsyncConnection, wamid: Wamid, *, error: str) -> None:
    """This message can never be handled: its next attempt will find it has none left."""
    await conn.execute(
        sa.update(inbox)
        .where(inbox.c.wamid == wamid)
        .values(attempts=MAX_ATTEMPTS, last_error=error)
    )


def _is_due() -> sa.ColumnElement[bool]:
    return sa.or_(inbox.c.retry_at.is_(None), inbox.c.retry_at <= sa.func.clock_timestamp())


# Rows as parameters, never as values: the statement is compiled once, whatever their number.
_INSERT: Final = (
    insert(inbox)
    .values(received_at=sa.func.clock_timestamp(), state="new", attempts=0)
    .on_conflict_do_nothing()
    .returning(inbox.c.contact_id)
)
_HEAD: Final = (
    sa.select(inbox.c.wamid)
    .where(inbox.c.contact_id == sa.bindparam("contact"), inbox.c.state == "new")
    .order_by(inbox.c.vendor_at, inbox.c.seq)
    .limit(1)
    .scalar_subquery()
)
_READ: Final = sa.select(inbox, _WAITED).where(inbox.c.wamid == sa.bindparam("message"))
_END: Final = (
    sa.update(inbox)
    .where(inbox.c.wamid == sa.bindparam("message"))
    .values(
        state=sa.bindparam("state"),
        last_error=sa.bindparam("error"),
        body=sa.func.coalesce(sa.bindparam("masked", type_=sa.LargeBinary), inbox.c.body),
    )
)
_TAKE: Final = (
    sa.update(inbox)
    .where(inbox.c.wamid == _HEAD, _is_due())
    .values(attempts=inbox.c.attempts + 1)
    .returning(inbox, _WAITED)
)
