"""Answers that need no engine: stops, kept pictures, words for an agent, giving a message up."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cases.model import Author, Note, Reason
from bot.cases.notes import add as add_note
from bot.cases.store import find_undone, open_case
from bot.compliance.rules import jurisdictions
from bot.contacts import store as contacts
from bot.contacts.model import Contact
from bot.conversation.routing import Aside
from bot.conversation.safety import Stop
from bot.handoff.relay import relay_inbound
from bot.inbox.bodies import words
from bot.inbox.store import InboxMessage
from bot.kernel.clock import Clock
from bot.kernel.messages import IncomingOther, Reply
from bot.kernel.privacy import Vault
from bot.ledger import offers
from bot.outbox.gate import Outbox, TurnSlot


class Asides:
    """Says and records what is decided outside the dialogue, in the turn's own transaction."""

    def __init__(self, outbox: Outbox, *, vault: Vault, clock: Clock) -> None:
        self._outbox = outbox
        self._vault = vault
        self._clock = clock

    async def answer(
        self, conn: AsyncConnection, way: Stop | Aside, *, contact: Contact, message: InboxMessage
    ) -> None:
        """Do what `way` asks for and say it."""
        match way:
            case Stop.CRISIS:
                await self._protect(conn, contact, message)
            case Stop.OPT_OUT:
                await offers.close_open(conn, contact.id)
                await contacts.opt_out(conn, contact.id, self._clock.now())
                await self._say(conn, Reply(key="opt_out.confirmed"), message)
            case Stop.OPT_IN:
                await contacts.opt_in(conn, contact.id)
                await self._say(conn, Reply(key="opt_out.resumed"), message)
            case Aside.OPTED_OUT:
                await self._say(conn, Reply(key="opt_out.still"), message)
            case Aside.MEDIA:
                await self._say(conn, await self._keep_media(conn, contact, message), message)

    async def relay(
        self, conn: AsyncConnection, *, contact: Contact, message: InboxMessage
    ) -> None:
        """Give the words to the agents; they are masked there while the contact is unverified."""
        said = words(message.message)
        if isinstance(message.message, IncomingOther):
            said = f"[{message.message.kind}] {said}".strip()
        await relay_inbound(
            conn,
            self._vault,
            contact=contact,
            text=said,
            wamid=message.wamid,
            now=self._clock.now(),
        )

    async def give_up(
        self, conn: AsyncConnection, *, contact: Contact, message: InboxMessage
    ) -> None:
        """One honest line, and a person gets the chat with the words that could not be handled."""
        await offers.close_open(conn, contact.id)
        await self._hand_over(conn, contact, Reason.DEAD_LETTER)
        await self.relay(conn, contact=contact, message=message)
        await self._say(conn, Reply(key="technical.failure"), message)

    async def _keep_media(
        self, conn: AsyncConnection, contact: Contact, message: InboxMessage
    ) -> Reply:
        """What to say of it; the proof of a reported payment goes to whoever checks that."""
        kind = message.message.kind if isinstance(message.message, IncomingOther) else ""
        if kind == "audio":
            return Reply(key="media.audio")
        case = await find_undone(conn, contact.id, Reason.ALREADY_PAID)
        if case is None:
            return Reply(key="media.received")
        note = Note(author=Author.CONTACT, text=f"[{kind}]", source=f"wamid:{message.wamid}")
        await add_note(conn, self._vault, case_id=case.id, note=note, now=self._clock.now())
        return Reply(key="payment.proof_received", values={"folio": case.folio})

    async def _protect(
        self, conn: AsyncConnection, contact: Contact, message: InboxMessage
    ) -> None:
        """A life comes first: whom to call, a person at once, nothing collected."""
        await offers.close_open(conn, contact.id)
        await self._hand_over(conn, contact, Reason.CRISIS)
        await self.relay(conn, contact=contact, message=message)
        lines = {"key": jurisdictions().of(contact.country).crisis}
        await self._say(conn, Reply(key="crisis.lines", values={"lines": lines}), message)

    async def _hand_over(self, conn: AsyncConnection, contact: Contact, reason: Reason) -> None:
        await open_case(
            conn, contact_id=contact.id, reason=reason, now=self._clock.now(), hand_over=True
        )

    async def _say(self, conn: AsyncConnection, reply: Reply, message: InboxMessage) -> None:
        await self._outbox.enqueue(
            conn,
            reply,
            contact_id=message.contact_id,
            origin="bot",
            turn=TurnSlot(turn_id=message.wamid, seq=0),
        )
