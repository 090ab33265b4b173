"""Answers that need no engine: stops, kept pictures, words for an agent, giving a message up."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cases.model import Reason
from bot.cases.proofs import case_for_proof
from bot.cases.store import open_case
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
from bot.media.model import LIMITS
from bot.negotiation import offers
from bot.outbox.gate import Outbox, TurnSlot
from bot.outbox.history import last_said
from bot.usecases.values import MENU


class Asides:
    """Says and records what is decided outside the dialogue, in the turn's own transaction."""

    def __init__(self, outbox: Outbox, *, vault: Vault, clock: Clock) -> None:
        self._outbox = outbox
        self._vault = vault
        self._clock = clock

    async def answer(
        self, conn: AsyncConnection, way: Stop | Aside, *, contact: Contact, message: InboxMessage
    ) -> tuple[Reply, ...]:
        """Do what `way` asks for and say it; returns what was said."""
        reply = await self._reply(conn, way, contact, message)
        if reply is None:
            return ()
        await self._say(conn, reply, message)
        return (reply,)

    async def _reply(
        self, conn: AsyncConnection, way: Stop | Aside, contact: Contact, message: InboxMessage
    ) -> Reply | None:
        match way:
            case Stop.CRISIS:
                return await self._protect(conn, contact, message)
            case Stop.OPT_OUT:
                await offers.close_open(conn, contact.id)
                await contacts.opt_out(conn, contact.id, self._clock.now())
                return Reply(key="opt_out.confirmed")
            case Stop.OPT_IN:
                await contacts.opt_in(conn, contact.id)
                return Reply(key="opt_out.resumed")
            case Aside.OPTED_OUT:
                return Reply(key="opt_out.still")
            case Aside.MEDIA:
                return await self._take_media(conn, contact, message)
            case _:
                return None  # a reaction says enough by itself

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

    async def _take_media(
        self, conn: AsyncConnection, contact: Contact, message: InboxMessage
    ) -> Reply:
        """What to say of it; whoever cannot write gets a person after the second voice note."""
        kind = message.message.kind if isinstance(message.message, IncomingOther) else ""
        if kind == "audio":
            return await self._take_voice_note(conn, contact)
        if kind not in LIMITS:
            return Reply(key="media.other")
        case = await case_for_proof(conn, contact.id)
        if case is None or not contact.is_verified(self._clock.now()):
            return Reply(key="media.received")
        return Reply(key="payment.proof_received", values={"folio": case.folio})

    async def _take_voice_note(self, conn: AsyncConnection, contact: Contact) -> Reply:
        said = await last_said(conn, contact.id, 1)
        if not said or said[0].key != "media.audio":
            return Reply(key="media.audio", options=MENU[-1:])
        await offers.close_open(conn, contact.id)
        await self._hand_over(conn, contact, Reason.ASK_HUMAN)
        return Reply(key="human.handoff")

    async def _protect(
        self, conn: AsyncConnection, contact: Contact, message: InboxMessage
    ) -> Reply:
        """A life comes first: whom to call, a person at once, nothing collected."""
        await offers.close_open(conn, contact.id)
        await self._hand_over(conn, contact, Reason.CRISIS)
        await self.relay(conn, contact=contact, message=message)
        lines = {"key": jurisdictions().of(contact.country).crisis}
        return Reply(key="crisis.lines", values={"lines": lines})

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
