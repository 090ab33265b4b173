"""`Outbox.enqueue`: the only function that writes an outgoing row, and the lock on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.compliance.rules import jurisdictions
from bot.contacts import store as contacts
from bot.contacts.model import Contact
from bot.kernel.clock import Clock
from bot.kernel.errors import Rejected
from bot.kernel.ids import ContactId, OutboxId, Wamid, new_id
from bot.kernel.messages import Link, Option, Outgoing, Reply
from bot.locale.catalogs import Catalogs
from bot.locale.locales import locale_for
from bot.locale.render import render
from bot.outbox.disclosure import REPLIES, Level
from bot.outbox.guard import Objection, Origin, level_of, objection
from bot.outbox.incidents import record_incident
from bot.outbox.notices import Notice, Notices, note_given
from bot.outbox.tables import outbox

log = structlog.get_logger(__name__)


class Withheld(Rejected):
    """An agent's words were held back; `code` says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnSlot:
    """The place of a reply in its turn: writing the same place twice changes nothing."""

    turn_id: Wamid
    seq: int


# Messages that we begin: each says how to stop them where the country's rules want it.
_BEGUN_BY_US: Final[frozenset[Origin]] = frozenset({"receipt"})


class Outbox:
    """Renders a reply in the contact's language and queues it, if the guard has no objection.

    What the country wants said before a debt is spoken of goes out first, by itself.
    """

    def __init__(self, catalogs: Catalogs, clock: Clock, notices: Notices) -> None:
        self._catalogs = catalogs
        self._clock = clock
        self._notices = notices

    async def enqueue(
        self,
        conn: AsyncConnection,
        reply: Reply,
        *,
        contact_id: ContactId,
        origin: Origin,
        turn: TurnSlot | None = None,
        requires: OutboxId | None = None,
    ) -> OutboxId | None:
        """Queue `reply` to whoever this contact is now; see `enqueue_to`."""
        return await self.enqueue_to(
            conn,
            reply,
            contact=await contacts.load(conn, contact_id),
            origin=origin,
            turn=turn,
            requires=requires,
        )

    async def enqueue_to(
        self,
        conn: AsyncConnection,
        reply: Reply,
        *,
        contact: Contact,
        origin: Origin,
        turn: TurnSlot | None = None,
        requires: OutboxId | None = None,
    ) -> OutboxId | None:
        """Queue `reply`; a neutral line goes in its place when it would disclose too much.

        The guard goes by `contact`: its row as it stands in this transaction, which holds it.
        Returns None when nothing may be said at all. Raises Withheld for an agent's words.
        """
        refusal = objection(
            reply.key,
            level=level_of(reply),
            about=reply.about,
            contact=contact,
            origin=origin,
            now=self._clock.now(),
        )
        if refusal is not None:
            replacement = await self._refuse(
                conn, reply, contact=contact, why=refusal, origin=origin
            )
            if replacement is None:
                return None
            reply = replacement
        notice = await self._give_notices(conn, contact, level_of(reply))
        row = self._row(reply, contact=contact, origin=origin)
        place = {"turn_id": turn.turn_id, "turn_seq": turn.seq} if turn else {}
        return await _insert(conn, {**row, **place, "requires": requires or notice})

    def is_always_said(self, reply: Reply) -> bool:
        """Whether this reply passes even when the chat has changed hands meanwhile."""
        rule = REPLIES.get(reply.key)
        return rule is not None and rule.always

    def render_for(self, reply: Reply, contact: Contact) -> Outgoing:
        """The words of `reply` in the contact's language, country and time zone."""
        locale = locale_for(contact.language, contact.country)
        return render(reply, catalogs=self._catalogs, locale=locale, zone=contact.zone)

    async def _give_notices(
        self, conn: AsyncConnection, contact: Contact, level: Level
    ) -> OutboxId | None:
        """Queue what the law wants said before something of `level`; the last one, if any."""
        if level <= Level.CREDITOR:
            return None
        now = self._clock.now()
        last: OutboxId | None = None
        for notice in await self._notices.due(conn, contact, level=level, now=now):
            last = await self._give(conn, notice, contact) or last
        return last

    async def _give(
        self, conn: AsyncConnection, notice: Notice, contact: Contact
    ) -> OutboxId | None:
        row = self._row(notice.reply, contact=contact, origin="notice")
        outbox_id = OutboxId(row["id"])
        is_first = await note_given(
            conn, notice, contact=contact, outbox_id=outbox_id, now=self._clock.now()
        )
        return await _insert(conn, row) if is_first else None

    def _row(self, reply: Reply, *, contact: Contact, origin: Origin) -> dict[str, Any]:
        level = level_of(reply)
        return {
            "id": new_id("out"),
            "contact_id": contact.id,
            "turn_id": None,
            "turn_seq": None,
            "origin": origin,
            "reply_key": reply.key,
            "level": level,
            "customer_id": contact.customer_id if level > Level.CREDITOR else None,
            "message": asdict(self._signed(self.render_for(reply, contact), contact, origin)),
            "requires": None,
            "state": "queued",
            "attempts": 0,
            "created_at": self._clock.now(),
        }

    def _signed(self, message: Outgoing, contact: Contact, origin: Origin) -> Outgoing:
        """The message with how to stop such messages, where it must be said each time."""
        wants_line = jurisdictions().of(contact.country).outreach.opt_out_line
        if origin not in _BEGUN_BY_US or wants_line != "every_message":
            return message
        line = self.render_for(Reply(key="notice.opt_out"), contact).body
        return replace(message, body=f"{message.body}\n{line}")

    async def _refuse(
        self,
        conn: AsyncConnection,
        reply: Reply,
        *,
        contact: Contact,
        why: Objection,
        origin: Origin,
    ) -> Reply | None:
        if origin == "agent":
            raise Withheld(why)
        if why == "agent_has_chat":
            return None
        await record_incident(
            conn, contact.id, kind=f"withheld:{why}", reply_key=reply.key, now=self._clock.now()
        )
        log.warning("reply.withheld", reply_key=reply.key, why=why, contact=contact.id)
        if why != "not_verified":
            return None
        rule = REPLIES[reply.key]
        return Reply(key=rule.instead, values=_folio_only(reply.values))


def message_of(stored: Mapping[str, Any]) -> Outgoing:
    """The rendered message as the table holds it."""
    link = stored["link"]
    return Outgoing(
        body=stored["body"],
        options=tuple(Option(**option) for option in stored["options"]),
        options_title=stored["options_title"],
        link=Link(**link) if link else None,
    )


_INSERT: Final = (
    insert(outbox)
    .on_conflict_do_nothing(index_elements=["turn_id", "turn_seq"])
    .returning(outbox.c.id)
)


async def _insert(conn: AsyncConnection, row: Mapping[str, Any]) -> OutboxId:
    written = await conn.execute(_INSERT, row)
    if written.first() is not None:
        return OutboxId(row["id"])
    same_place = sa.select(outbox.c.id).where(
        outbox.c.turn_id == row["turn_id"], outbox.c.turn_seq == row["turn_seq"]
    )
    return OutboxId((await conn.execute(same_place)).scalar_one())


def _folio_only(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"folio": values["folio"]} if "folio" in values else {}
