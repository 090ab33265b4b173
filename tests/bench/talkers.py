"""The same conversation on both systems: hello, then plain and action turns in alternation."""

import time
from itertools import count
from typing import Any, Protocol

import aiohttp

from bot.contacts import claim as claims
from bot.conversation.turn import Turn
from bot.dialogue.client import Engine, TurnAnswer, TurnRequest
from bot.inbox.store import InboxItem
from bot.kernel.ids import ContactId, Wamid
from bot.kernel.messages import IncomingText
from bot.parts import Parts
from tests.bench.figures import Sample

_SAID = {"hello": "hola", "plain": "hasta luego", "action": "cuánto debo"}
_HEARD = {
    "hello": {"greet.verified"},
    "plain": {"goodbye"},
    "action": {"balance.summary", "balance.reason"},
}
_numbers = count()


def kind_of(turn: int) -> str:
    """What the n-th turn of a conversation is, counted from 1."""
    if turn == 1:
        return "hello"
    return "plain" if turn % 2 else "action"


def item(contact_id: ContactId, turn: int, parts: Parts) -> InboxItem:
    """The n-th message of a conversation, as the webhook stores it."""
    return InboxItem(
        wamid=Wamid(f"wamid.bench.{next(_numbers)}"),
        contact_id=contact_id,
        message=IncomingText(text=_SAID[kind_of(turn)]),
        vendor_at=parts.clock.now(),
    )


class Talker(Protocol):
    """One conversation on one system."""

    async def say(self, turn: int) -> Sample: ...


class TimedEngine(Engine):
    """The product's client, noting how long the last turn was with the engine."""

    last_ms = 0.0
    heard: tuple[str, ...] = ()

    async def turn(self, request: TurnRequest) -> TurnAnswer:
        started = time.perf_counter()
        answer = await super().turn(request)
        self.last_ms = (time.perf_counter() - started) * 1000
        self.heard = tuple(reply.key for reply in answer.replies)
        return answer


class SaldoTalker:
    """Saldo: the message lies in the inbox; measured from taking it to its answer's commit."""

    def __init__(
        self, parts: Parts, *, turn: Turn, engine: TimedEngine, contact_id: ContactId
    ) -> None:
        self._parts = parts
        self._turn = turn
        self._engine = engine
        self._contact_id = contact_id

    async def say(self, turn: int) -> Sample:
        claim = await self._prepare(turn)
        started = time.perf_counter()
        begun = await self._turn.begin(claim)
        if begun is None:
            raise RuntimeError("there is no message to answer")
        await self._turn.finish(begun)
        ms = (time.perf_counter() - started) * 1000
        async with self._parts.database.transaction() as conn:
            await claims.release(conn, claim)
        kind = kind_of(turn)
        _check("saldo", kind, self._engine.heard)
        return Sample(
            system="saldo", kind=kind, length=turn, ms=ms, engine_ms=self._engine.last_ms
        )

    async def _prepare(self, turn: int) -> claims.Claim:
        async with self._parts.database.transaction() as conn:
            await self._parts.inbox.insert(conn, [item(self._contact_id, turn, self._parts)])
            claim = await claims.acquire(conn, self._contact_id)
        if claim is None:
            raise RuntimeError("the contact is claimed by somebody else")
        return claim


class StockTalker:
    """Stock Rasa: measured from the request to its answer."""

    def __init__(self, session: aiohttp.ClientSession, *, url: str, sender: str) -> None:
        self._session = session
        self._url = url
        self._sender = sender

    async def say(self, turn: int) -> Sample:
        kind = kind_of(turn)
        body = {"sender": self._sender, "message": _SAID[kind]}
        started = time.perf_counter()
        async with self._session.post(self._url, json=body) as answer:
            said: list[dict[str, Any]] = await answer.json()
        ms = (time.perf_counter() - started) * 1000
        _check("stock", kind, tuple(reply["custom"]["key"] for reply in said))
        return Sample(system="stock", kind=kind, length=turn, ms=ms)


def _check(system: str, kind: str, heard: tuple[str, ...]) -> None:
    """Only right answers are timed."""
    if len(heard) != 1 or heard[0] not in _HEARD[kind]:
        raise RuntimeError(f"{system} answered {heard} to {_SAID[kind]!r}")
