"""READ FIRST: one message of a contact becomes replies, exactly once.

1. begin: renew the claim, take the oldest undone message (its attempt is counted and committed).
2. route: a stop, an agent, or the bot; what is typed while verification is open is masked here.
3. the engine runs the turn from the events of last time; its actions commit their own effects,
   each answer stored with them, so that running the turn again gives the same; it starts again
   from the contact as the first action found them.
4. commit: events, replies through the guard, inbox done, in one transaction that the claim's epoch
   guards. Whoever lost the claim meanwhile saves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cases.proofs import case_for_proof
from bot.compliance.rules import jurisdictions
from bot.contacts import claim as claims
from bot.contacts import identity
from bot.contacts import store as contacts
from bot.contacts.claim import Claim
from bot.contacts.model import Contact
from bot.conversation.asides import Asides
from bot.conversation.routing import Aside, Expected, ToAgent, ToEngine, route
from bot.conversation.safety import Stop
from bot.dialogue import beginnings, memory
from bot.dialogue.client import Engine, EngineUnreachable, TurnAnswer, TurnRequest
from bot.dialogue.memory import Memory
from bot.inbox import store as inbox_store
from bot.inbox.bodies import words
from bot.inbox.store import MAX_ATTEMPTS, Inbox, InboxMessage
from bot.kernel.clock import Clock
from bot.kernel.errors import SaldoError
from bot.kernel.messages import IncomingText, Language, Reply
from bot.kernel.privacy import log_name
from bot.locale.detect import detect
from bot.media import store as media
from bot.negotiation.put import mark_put
from bot.outbox.gate import Outbox, TurnSlot
from bot.sessions import lifecycle
from bot.sessions.model import Session
from bot.storage.database import Database
from bot.storage.doorbell import Doorbell

# How long a message may wait for an engine that cannot be reached before its attempts count.
ENGINE_PATIENCE: Final = timedelta(minutes=5)
_NOT_UNDERSTOOD: Final = "nlu_fallback"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    """What a turn starts from."""

    claim: Claim
    contact: Contact
    message: InboxMessage
    memory: Memory
    session: Session
    expected: Expected


class Turn:
    """Runs the turns of contacts that its caller has claimed."""

    def __init__(  # noqa: PLR0913 - the crossing of everything one message needs
        self,
        database: Database,
        *,
        inbox: Inbox,
        outbox: Outbox,
        engine: Engine,
        asides: Asides,
        doorbell: Doorbell,
        clock: Clock,
    ) -> None:
        self._database = database
        self._inbox = inbox
        self._outbox = outbox
        self._engine = engine
        self._asides = asides
        self._doorbell = doorbell
        self._clock = clock

    async def begin(self, claim: Claim) -> _Begun | None:
        """Take the contact's next message; None when nothing is due. Raises StaleClaim."""
        now = self._clock.now()
        async with self._database.transaction() as conn:
            contact = await claims.renew(conn, claim)
            message = await self._inbox.take(conn, claim.contact_id)
            if message is None:
                return None
            proof = identity.extended(contact, limits=jurisdictions().verification, now=now)
            await contacts.touch(conn, contact.id, inbound_at=now, verified_until=proof)
            session, contact = await lifecycle.arrive(conn, contact, wamid=message.wamid, now=now)
            is_proof = await self._note_file(conn, message, now)
            if message.attempts > 1:
                contact = await beginnings.as_begun(conn, message.wamid, contact)
            remembered = await memory.recall(conn, contact.id, holder_epoch=contact.holder_epoch)
        return _Begun(
            claim=claim,
            contact=contact,
            message=message,
            memory=remembered,
            session=session,
            expected=Expected(rating=session.csat_open, proof=is_proof),
        )

    async def _note_file(
        self, conn: AsyncConnection, message: InboxMessage, now: datetime
    ) -> bool:
        """Have the file fetched that this message brings; says whether a case waits for it."""
        is_file = await media.note(
            conn, message.contact_id, message.message, wamid=message.wamid, now=now
        )
        return is_file and await case_for_proof(conn, message.contact_id) is not None

    async def finish(self, begun: _Begun) -> None:
        """Answer the message, or note why it was not; raises StaleClaim and database errors."""
        try:
            if begun.message.attempts > MAX_ATTEMPTS:
                await self._bury(begun, error="attempts exhausted")
            else:
                await self._answer(begun)
        except SaldoError as error:
            if isinstance(error, claims.StaleClaim):
                raise
            await self._note_failure(begun, error)
        await self._doorbell.ring("outbox", [begun.contact.id])

    async def _answer(self, begun: _Begun) -> None:
        way = route(
            begun.message.message,
            contact=begun.contact,
            now=self._clock.now(),
            expected=begun.expected,
        )
        match way:
            case ToEngine():
                await self._answer_by_engine(begun, way)
            case ToAgent():
                await self._relay(begun)
            case _:
                await self._answer_aside(begun, way)

    async def _answer_aside(self, begun: _Begun, way: Stop | Aside) -> None:
        async with self._database.transaction() as conn:
            contact = await claims.hold(conn, begun.claim)
            said = await self._asides.answer(conn, way, contact=contact, message=begun.message)
            await self._follow(conn, begun, said)
            await self._inbox.finish(conn, begun.message.wamid, masked=None)

    async def _answer_by_engine(self, begun: _Begun, way: ToEngine) -> None:
        language = _language(begun.contact, begun.message)
        answer = await self._engine.turn(self._request(begun, way, language))
        async with self._database.transaction() as conn:
            contact = await claims.hold(conn, begun.claim)
            if not contact.language_is_fixed and language != contact.language:
                await contacts.set_language(conn, contact.id, language, is_fixed=False)
                contact = replace(contact, language=language)
            if contact.misunderstood and answer.intent != _NOT_UNDERSTOOD:
                await contacts.clear_misunderstandings(conn, contact.id)
            await self._say(conn, answer, begun=begun, contact=contact)
            await self._follow(conn, begun, answer.replies)
            kept = Memory(events=answer.events, holder_epoch=begun.contact.holder_epoch)
            await memory.remember(conn, contact.id, kept)
            await self._inbox.finish(conn, begun.message.wamid, masked=way.masked)
        log.info(
            "turn.answered",
            turn=log_name(begun.message.wamid),
            intent=answer.intent,
            replies=[reply.key for reply in answer.replies],
        )

    def _request(self, begun: _Begun, way: ToEngine, language: Language) -> TurnRequest:
        contact = begun.contact
        return TurnRequest(
            contact=contact.id,
            message=way.text,
            turn=begun.message.wamid,
            epoch=begun.claim.epoch,
            language=language,
            is_verified=contact.is_verified(self._clock.now()),
            choice=way.choice,
            close_forms=_is_another_talk(begun),
            events=begun.memory.events,
        )

    async def _say(
        self, conn: AsyncConnection, answer: TurnAnswer, *, begun: _Begun, contact: Contact
    ) -> None:
        """Queue the replies; the guard drops those of a chat that changed hands meanwhile."""
        for seq, reply in enumerate(answer.replies):
            if _was_taken(begun.contact, contact) and not self._outbox.is_always_said(reply):
                continue
            outbox_id = await self._outbox.enqueue_to(
                conn,
                reply,
                contact=contact,
                origin="bot",
                turn=TurnSlot(turn_id=begun.message.wamid, seq=seq),
                requires=reply.values.get("requires"),
            )
            if outbox_id is not None and reply.key.startswith("terms."):
                await mark_put(conn, reply.values, outbox_id=outbox_id)

    async def _follow(
        self, conn: AsyncConnection, begun: _Begun, replies: Sequence[Reply]
    ) -> None:
        keys = [reply.key for reply in replies]
        await lifecycle.after_replies(conn, begun.session, keys, self._clock.now())

    async def _relay(self, begun: _Begun) -> None:
        async with self._database.transaction() as conn:
            contact = await claims.hold(conn, begun.claim)
            await self._asides.relay(conn, contact=contact, message=begun.message)
            await self._inbox.finish(conn, begun.message.wamid, masked=None)
        await self._doorbell.ring("desk", [begun.contact.id])

    async def _note_failure(self, begun: _Begun, error: SaldoError) -> None:
        """Try again later, or give the message up to a person after the last attempt."""
        name = type(error).__name__
        counts = not isinstance(error, EngineUnreachable) or begun.message.waited > ENGINE_PATIENCE
        log.warning(
            "turn.failed", turn=log_name(begun.message.wamid), error=name, reason=str(error)
        )
        if counts and begun.message.attempts >= MAX_ATTEMPTS:
            await self._bury(begun, error=name)
            return
        async with self._database.transaction() as conn:
            await inbox_store.retry(conn, begun.message, error=name, counts=counts)

    async def _bury(self, begun: _Begun, *, error: str) -> None:
        """Give the message up to a person, who reads it masked if it may prove an identity."""
        way = route(begun.message.message, contact=begun.contact, now=self._clock.now())
        masked = way.masked if isinstance(way, ToEngine) else None
        message = replace(begun.message, message=masked or begun.message.message)
        async with self._database.transaction() as conn:
            contact = await claims.hold(conn, begun.claim)
            await self._inbox.bury(conn, begun.message.wamid, masked=masked, error=error)
            await self._asides.give_up(conn, contact=contact, message=message)
        log.error("turn.buried", turn=log_name(begun.message.wamid), error=error)


def _language(contact: Contact, message: InboxMessage) -> Language:
    """The language of typed words, leaning on the contact's own; an explicit wish stands."""
    if contact.language_is_fixed or not isinstance(message.message, IncomingText):
        return contact.language
    return detect(words(message.message), prior=contact.language)


def _is_another_talk(begun: _Begun) -> bool:
    """Whether what was asked last is no longer asked: an agent had the chat, or they came back."""
    is_new = begun.session.opened_by == begun.message.wamid
    return is_new or begun.memory.holder_epoch != begun.contact.holder_epoch


def _was_taken(before: Contact, after: Contact) -> bool:
    return before.holder_epoch != after.holder_epoch
