"""What an agent can do with a case, from any desk: take it, write, give the chat back, close.

Every act is one transaction of the caller's and is refused with a `Rejected` that names why. Words
go out through the outbox's guard; what it holds back is told in the case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cases import notes, store
from bot.cases.model import Author, Case, CaseState, DeskState, Note
from bot.contacts import store as contacts
from bot.handoff.words import withheld_code
from bot.kernel.errors import Rejected
from bot.kernel.ids import CaseId
from bot.kernel.messages import Reply
from bot.kernel.privacy import Vault
from bot.outbox.gate import Outbox, Withheld

MESSAGE_LIMIT: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What an agent wrote; `source` is unique per message, so that a repeat is sent once.

    `desk_state` says whether the Telegram topic still has to be shown these words.
    """

    agent: str
    text: str
    source: str
    desk_state: DeskState


class Agents:
    """The acts, over the guard that every outgoing word passes."""

    def __init__(self, outbox: Outbox, vault: Vault) -> None:
        self._outbox = outbox
        self._vault = vault

    async def take(
        self,
        conn: AsyncConnection,
        case_id: CaseId,
        *,
        agent: str,
        instead_of: str | None,
        now: datetime,
    ) -> Case:
        """The case and its chat are `agent`'s, if it is still `instead_of`'s (None: nobody's).

        Of two agents who take a case at once one wins; the other hears `taken_by_another`.
        """
        case = await _undone(conn, case_id)
        if case.owner not in (instead_of, agent):
            raise Rejected("taken_by_another")
        return await self._take(conn, case, agent, now)

    async def say(
        self, conn: AsyncConnection, case_id: CaseId, words: Words, now: datetime
    ) -> bool:
        """Send an agent's words to the contact; False when the guard held them back.

        Whoever writes first takes the case; writing in someone else's case is refused.
        """
        case = await _undone(conn, case_id)
        if case.owner not in (None, words.agent):
            raise Rejected("taken_by_another")
        if not words.text.strip() or len(words.text) > MESSAGE_LIMIT:
            raise Rejected("text_length")
        note = Note(
            author=Author.AGENT,
            by=words.agent,
            text=words.text,
            source=words.source,
            desk_state=words.desk_state,
        )
        seq = await notes.add(conn, self._vault, case_id=case_id, note=note, now=now)
        if seq is None:
            return True
        await self._take(conn, case, words.agent, now)
        return await self._send(conn, case, seq, words, now)

    async def give_back(
        self, conn: AsyncConnection, case_id: CaseId, *, agent: str, now: datetime
    ) -> None:
        """The bot has the chat again, the contact is told, and the case is closed."""
        case = await _undone(conn, case_id)
        if case.owner not in (None, agent):
            raise Rejected("taken_by_another")
        if case.state is not CaseState.HELD:
            raise Rejected("not_held")
        await contacts.give_back(conn, case.contact_id)
        await store.release_held(conn, case.contact_id)
        reply = Reply(key="human.given_back")
        await self._outbox.enqueue(conn, reply, contact_id=case.contact_id, origin="notice")
        await self._close(conn, case, "given_back", agent, now)

    async def close(
        self, conn: AsyncConnection, case_id: CaseId, *, agent: str, now: datetime
    ) -> None:
        """Nothing is left to do; a case whose chat people have is given back instead."""
        case = await _undone(conn, case_id)
        if case.state is CaseState.HELD:
            raise Rejected("still_held")
        await self._close(conn, case, "closed", agent, now)

    async def _take(self, conn: AsyncConnection, case: Case, agent: str, now: datetime) -> Case:
        if case.owner != agent:
            note = Note(author=Author.SYSTEM, code="taken", by=agent)
            await notes.add_event(conn, case.id, note, now)
            case = await store.set_owner(conn, case.id, agent)
        return case if case.state is CaseState.HELD else await store.hold(conn, case)

    async def _send(
        self, conn: AsyncConnection, case: Case, seq: int, words: Words, now: datetime
    ) -> bool:
        reply = Reply(key="agent.text", values={"text": words.text})
        try:
            outbox_id = await self._outbox.enqueue(
                conn, reply, contact_id=case.contact_id, origin="agent"
            )
        except Withheld as refusal:
            note = Note(author=Author.SYSTEM, code=withheld_code(refusal.code), by=words.agent)
            await notes.add_event(conn, case.id, note, now)
            return False
        if outbox_id is not None:
            await notes.tie_to_outbox(conn, seq, outbox_id)
        await store.mark_answered(conn, case, now)
        return True

    async def _close(
        self, conn: AsyncConnection, case: Case, code: str, agent: str, now: datetime
    ) -> None:
        await notes.add_event(conn, case.id, Note(author=Author.SYSTEM, code=code, by=agent), now)
        await store.close(conn, case.id, now)


async def _undone(conn: AsyncConnection, case_id: CaseId) -> Case:
    case = await store.lock(conn, case_id)
    if case.state is CaseState.CLOSED:
        raise Rejected("case_closed")
    return case
