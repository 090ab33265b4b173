"""From the cases to the agents' desk: a topic per case, its card, and what was said, in order.

Delivered at least once: what may have arrived is sent again and marked as a possible repeat. Notes
of a case that wait together go as one message, for a group takes only 20 a minute.
"""

from __future__ import annotations

import asyncio
import hashlib
import zlib
from collections.abc import Sequence
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.cases import notes, store
from bot.cases.model import Author, CaseMessage, CaseState, DeskState
from bot.handoff import topics
from bot.handoff.briefing import Balances, brief
from bot.handoff.card import CARD_LIMIT, CardFacts, card_buttons, card_text, card_title, pieces
from bot.handoff.desk import Desk, DeskUnsure, Topic, TopicGone
from bot.handoff.topics import CaseTopic
from bot.handoff.words import event_text, word
from bot.kernel.clock import Clock
from bot.kernel.errors import Permanent, Transient
from bot.kernel.ids import CaseId
from bot.kernel.messages import Language
from bot.kernel.privacy import Vault
from bot.storage.database import Database

_POLL_S: Final = 0.5
_PAUSE_S: Final = 5.0
_REFUSED_PAUSE_S: Final = 30.0

log = structlog.get_logger(__name__)


class Delivery:
    """Delivers what waits in the cases until it is cancelled."""

    def __init__(  # noqa: PLR0913 - one collaborator each
        self,
        database: Database,
        desk: Desk,
        *,
        vault: Vault,
        clock: Clock,
        group_ids: tuple[int, ...],
        language: Language,
        balances: Balances,
    ) -> None:
        if not group_ids:
            raise ValueError("SALDO_TELEGRAM_GROUP_IDS is empty")
        self._database = database
        self._desk = desk
        self._vault = vault
        self._clock = clock
        self._group_ids = group_ids
        self._language: Language = language
        self._balances = balances

    async def run(self) -> None:
        """Serve forever; a desk or database that is away is waited for."""
        while True:
            try:
                wait_s = await self.deliver_next()
            except (SQLAlchemyError, OSError) as error:
                log.warning("delivery.database_unreachable", error=type(error).__name__)
                wait_s = _PAUSE_S
            await asyncio.sleep(wait_s)

    async def deliver_next(self) -> float:
        """Deliver what waits in one case; returns the seconds to wait before the next."""
        async with self._database.transaction() as conn:
            await notes.tell_undelivered(conn, self._clock.now())
            messages = await notes.claim_for_desk(conn, self._vault)
        if not messages:
            return _POLL_S
        state, wait_s = await self._attempt(messages)
        async with self._database.transaction() as conn:
            await notes.mark_desk(conn, messages, state)
        return wait_s

    async def _attempt(self, messages: Sequence[CaseMessage]) -> tuple[DeskState, float]:
        case_id = messages[0].case_id
        try:
            await self._desk.connect()
            await self._deliver(case_id, messages)
        except TopicGone:
            await self._forget(case_id)
            return DeskState.PENDING, 0.0
        except DeskUnsure:
            return DeskState.UNKNOWN, _PAUSE_S
        except Transient as busy:
            return DeskState.PENDING, busy.retry_after_s or _PAUSE_S
        except Permanent as refusal:
            log.critical("delivery.desk_refused", case_id=case_id, error=str(refusal))
            return DeskState.PENDING, _REFUSED_PAUSE_S
        return DeskState.SENT, 0.0

    async def _deliver(self, case_id: CaseId, messages: Sequence[CaseMessage]) -> None:
        async with self._database.transaction() as conn:
            case = await store.load(conn, case_id)
            facts = await brief(
                conn, self._vault, case, balances=self._balances, now=self._clock.now()
            )
            place = await topics.of_case(conn, case_id)
        if place is None or place.card_id is None:
            place = await self._open(facts, place)
        else:
            await self._refresh_card(facts, place)
        for piece in pieces(self._spoken(messages), CARD_LIMIT):
            await self._desk.post(place.topic, piece)
        if case.state is CaseState.CLOSED and not place.is_closed:
            await self._close(place)

    async def _open(self, facts: CardFacts, place: CaseTopic | None) -> CaseTopic:
        topic = place.topic if place else await self._new_topic(facts)
        text = card_text(facts, self._language)
        buttons = card_buttons(facts.case, self._language)
        card_id = await self._desk.post(topic, text, buttons)
        card_hash = _hash(text, buttons)
        async with self._database.transaction() as conn:
            await topics.remember_card(conn, facts.case.id, card_id=card_id, card_hash=card_hash)
        return CaseTopic(
            case_id=facts.case.id,
            topic=topic,
            card_id=card_id,
            card_hash=card_hash,
            is_closed=False,
        )

    async def _new_topic(self, facts: CardFacts) -> Topic:
        case_id = facts.case.id
        chat_id = self._group_ids[zlib.crc32(case_id.encode()) % len(self._group_ids)]
        topic = await self._desk.open_topic(chat_id, card_title(facts, self._language))
        async with self._database.transaction() as conn:
            await topics.remember(conn, case_id, topic)
        return topic

    async def _refresh_card(self, facts: CardFacts, place: CaseTopic) -> None:
        text = card_text(facts, self._language)
        buttons = card_buttons(facts.case, self._language)
        card_hash = _hash(text, buttons)
        if place.card_id is None or card_hash == place.card_hash:
            return
        await self._desk.rewrite(place.topic, place.card_id, text, buttons)
        async with self._database.transaction() as conn:
            await topics.remember_card(
                conn, facts.case.id, card_id=place.card_id, card_hash=card_hash
            )

    async def _close(self, place: CaseTopic) -> None:
        await self._desk.close_topic(place.topic)
        async with self._database.transaction() as conn:
            await topics.remember_closed(conn, place.case_id)

    async def _forget(self, case_id: CaseId) -> None:
        log.warning("delivery.topic_gone", case_id=case_id)
        async with self._database.transaction() as conn:
            await topics.forget(conn, case_id)

    def _spoken(self, messages: Sequence[CaseMessage]) -> str:
        """The notes as one text; the card itself says that a case was opened."""
        return "\n".join(self._line(note) for note in messages if note.code != "opened")

    def _line(self, note: CaseMessage) -> str:
        repeat = ""
        if note.desk_state is DeskState.UNKNOWN:
            repeat = word("relay.repeat", self._language)
        if note.code is not None:
            return f"{repeat}— {event_text(note.code, note.by, self._language)}"
        author = note.by or word(f"author.{Author(note.author)}", self._language)
        return f"{repeat}{author}: {note.text}"


def _hash(text: str, buttons: Sequence[object]) -> str:
    return hashlib.sha256(f"{text}\x1f{buttons!r}".encode()).hexdigest()[:32]
