"""What agents do in the Telegram desk, taken into the cases: each update once, then told back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cases import notes, store
from bot.cases.model import Author, DeskState, Note
from bot.handoff import topics
from bot.handoff.agents import Agents, Words
from bot.handoff.card import confirm_buttons
from bot.handoff.desk import Button, Topic
from bot.handoff.updates import DeskEvent, Pressed, Wrote
from bot.handoff.words import word
from bot.kernel.errors import Rejected
from bot.kernel.ids import CaseId
from bot.kernel.messages import Language

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What to show whoever pressed: a passing line, and perhaps a message with buttons.

    `replaces` is the message to rewrite; None posts a new one when there are buttons.
    """

    press_id: str
    topic: Topic
    text: str
    replaces: int | None = None
    buttons: tuple[Button, ...] = ()


class DeskActs:
    """Turns what was written and pressed into acts on cases; only listed people may act."""

    def __init__(self, agents: Agents, *, agent_ids: frozenset[int], language: Language) -> None:
        self._agents = agents
        self._agent_ids = agent_ids
        self._language = language

    async def apply(
        self, conn: AsyncConnection, event: DeskEvent, now: datetime
    ) -> Feedback | None:
        """Carry out what someone did, in the caller's transaction."""
        if event.person_id not in self._agent_ids:
            log.warning("desk.stranger_refused", update_id=event.update_id)
            return self._told(event, "not_an_agent") if isinstance(event, Pressed) else None
        if isinstance(event, Wrote):
            await self._write(conn, event, now)
            return None
        try:
            return await self._press(conn, event, now)
        except Rejected as refusal:
            return self._told(event, refusal.code)

    async def _write(self, conn: AsyncConnection, event: Wrote, now: datetime) -> None:
        place = await topics.at(conn, event.topic)
        if place is None:
            return
        trouble = await self._say(conn, place.case_id, event, now)
        if trouble is not None:
            note = Note(author=Author.SYSTEM, code=trouble, source=f"trouble:{event.update_id}")
            await notes.add_event(conn, place.case_id, note, now)

    async def _say(
        self, conn: AsyncConnection, case_id: CaseId, event: Wrote, now: datetime
    ) -> str | None:
        if event.is_edit:
            return "edit_ignored"
        if event.text is None:
            return "text_only"
        words = Words(
            agent=_signature(event),
            text=event.text,
            source=f"telegram:{event.update_id}",
            desk_state=DeskState.HERE,
        )
        try:
            await self._agents.say(conn, case_id, words, now)
        except Rejected as refusal:
            return f"refused.{refusal.code}"
        return None

    async def _press(
        self, conn: AsyncConnection, event: Pressed, now: datetime
    ) -> Feedback | None:
        verb, _, name = event.action.partition(":")
        case_id, agent = CaseId(name), _signature(event)
        case = await store.load(conn, case_id)
        match verb:
            case "take" | "over":
                instead_of = case.owner if verb == "over" else None
                await self._agents.take(conn, case_id, agent=agent, instead_of=instead_of, now=now)
                return self._told(event, "taken")
            case "ask_back":
                buttons = confirm_buttons(case, self._language)
                return self._told(event, "confirm", buttons=buttons)
            case "give_back":
                await self._agents.give_back(conn, case_id, agent=agent, now=now)
                return self._told(event, "given_back", replaces=event.message_id)
            case "keep":
                return self._told(event, "kept", replaces=event.message_id)
            case _:
                return None

    def _told(
        self,
        event: Pressed,
        code: str,
        *,
        replaces: int | None = None,
        buttons: tuple[Button, ...] = (),
    ) -> Feedback:
        return Feedback(
            press_id=event.press_id,
            topic=event.topic,
            text=word(f"press.{code}", self._language),
            replaces=replaces,
            buttons=buttons,
        )


def _signature(event: DeskEvent) -> str:
    return f"{event.name} · Telegram"
