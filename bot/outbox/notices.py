"""The country's notices: what the law wants said before a debt is spoken of, and who has heard it.

Which notices are due is somebody else's knowledge (`Notices`); that none is forgotten or given
twice is ours. A notice that never left counts as not given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.model import Contact
from bot.kernel.ids import AccountId, ContactId, CustomerId, OutboxId
from bot.kernel.messages import Reply
from bot.outbox.disclosure import Level
from bot.outbox.tables import notices_given, outbox

_NEVER_LEFT: Final = ("failed", "refused", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice that is due: about these accounts (none: about the person), in this session.

    `session` is when the person proved who they are; None for a notice that is given once.
    """

    reply: Reply
    accounts: tuple[AccountId, ...] = ()
    session: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A notice that somebody was given."""

    kind: str
    account_id: AccountId | None
    at: datetime


class Notices(Protocol):
    """Knows what each country wants said."""

    async def due(
        self, conn: AsyncConnection, contact: Contact, *, level: Level, now: datetime
    ) -> Sequence[Notice]:
        """What must be said to this verified contact before something of `level` is."""
        ...


async def given_to(
    conn: AsyncConnection, contact_id: ContactId, customer_id: CustomerId
) -> list[Given]:
    """What this person, at this phone, has been told."""
    rows = await conn.execute(_GIVEN, {"contact": contact_id, "customer": customer_id})
    return [Given(kind=row.kind, account_id=row.account_id, at=row.at) for row in rows]


async def note_given(
    conn: AsyncConnection,
    notice: Notice,
    *,
    contact: Contact,
    outbox_id: OutboxId,
    now: datetime,
) -> bool:
    """Note that `outbox_id` gives this notice; False when another message has given it already."""
    rows = [
        {
            "contact_id": contact.id,
            "customer_id": contact.customer_id,
            "account_id": account_id,
            "kind": notice.reply.key,
            "session": notice.session,
            "at": now,
            "outbox_id": outbox_id,
        }
        for account_id in notice.accounts or (None,)
    ]
    return (await conn.execute(_note(rows))).first() is not None


def _note(rows: Sequence[Mapping[str, object]]) -> sa.Executable:
    note = insert(notices_given).values(rows)
    before = sa.select(outbox.c.id).where(
        outbox.c.id == notices_given.c.outbox_id, outbox.c.state.in_(_NEVER_LEFT)
    )
    return note.on_conflict_do_update(
        constraint="uq_notices_given",
        set_={"at": note.excluded.at, "outbox_id": note.excluded.outbox_id},
        where=before.exists(),
    ).returning(notices_given.c.id)


_GIVEN: Final = (
    sa.select(notices_given.c.kind, notices_given.c.account_id, notices_given.c.at)
    .join(outbox, outbox.c.id == notices_given.c.outbox_id)
    .where(
        notices_given.c.contact_id == sa.bindparam("contact"),
        notices_given.c.customer_id == sa.bindparam("customer"),
        outbox.c.state.not_in(_NEVER_LEFT),
    )
)
