"""What the tables say of one message's turn: read beside the running system, never written."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts import store as contacts
from bot.contacts.model import Contact
from bot.dialogue.answers import action_answers
from bot.dialogue.memory import conversations
from bot.inbox.tables import inbox
from bot.kernel.ids import ContactId
from bot.outbox.tables import outbox
from bot.storage.database import Database

Event = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRecord:
    """One message once it is done.

    `events` are the dialogue's memory now; `before` the memory the turn began with. `took` runs
    from the message's arrival to the first reply's leaving; None when there was no reply.
    """

    contact: Contact
    before: list[Event]
    events: list[Event]
    actions: tuple[str, ...]
    replies: tuple[str, ...]
    took: timedelta | None


class Records:
    """Looks into the database of a running system."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def memory(self, phone: str) -> list[Event]:
        """What the dialogue remembers of whoever has this phone; nothing of a stranger."""
        async with self._database.transaction() as conn:
            found = await conn.execute(_CONTACT_OF, {"phone": phone})
            contact = found.scalar_one_or_none()
            return [] if contact is None else await _memory(conn, ContactId(contact))

    async def is_done(self, wamid: str) -> bool:
        """Whether the message is answered and its answers have left."""
        async with self._database.transaction() as conn:
            return bool((await conn.execute(_IS_DONE, {"message": wamid})).scalar())

    async def turn(self, wamid: str, *, before: list[Event]) -> TurnRecord:
        """The record of a message that is done."""
        async with self._database.transaction() as conn:
            arrived = (await conn.execute(_ARRIVED, {"message": wamid})).one()
            contact_id = ContactId(arrived.contact_id)
            actions = await conn.execute(_ACTIONS, {"message": wamid})
            replies = (await conn.execute(_REPLIES, {"message": wamid})).all()
            sent = [row.sent_at for row in replies if row.sent_at is not None]
            return TurnRecord(
                contact=await contacts.load(conn, contact_id),
                before=before,
                events=await _memory(conn, contact_id),
                actions=tuple(actions.scalars()),
                replies=tuple(row.reply_key for row in replies),
                took=min(sent) - arrived.received_at if sent else None,
            )


async def _memory(conn: AsyncConnection, contact_id: ContactId) -> list[Event]:
    query = sa.select(conversations.c.events).where(conversations.c.contact_id == contact_id)
    kept = (await conn.execute(query)).scalar_one_or_none()
    events: list[Event] = [] if kept is None else json.loads(kept)
    return events


_MESSAGE: Final = sa.bindparam("message", type_=sa.Text)
_CONTACT_OF: Final = sa.text(
    "SELECT contact_id FROM contact_aliases WHERE kind = 'phone' AND value = :phone"
)
_ARRIVED: Final = sa.select(inbox.c.contact_id, inbox.c.received_at).where(
    inbox.c.wamid == _MESSAGE
)
_ACTIONS: Final = (
    sa.select(action_answers.c.action)
    .where(action_answers.c.turn_id == _MESSAGE)
    .order_by(action_answers.c.call)
)
_REPLIES: Final = (
    sa.select(outbox.c.reply_key, outbox.c.sent_at)
    .where(outbox.c.turn_id == _MESSAGE)
    .order_by(outbox.c.turn_seq)
)
_WAITS: Final = outbox.c.state.in_(("queued", "sending"))
_IS_DONE: Final = sa.select(
    sa.exists().where(inbox.c.wamid == _MESSAGE, inbox.c.state != "new")
    & ~sa.exists().where(outbox.c.turn_id == _MESSAGE, _WAITS)
)
