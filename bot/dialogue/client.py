"""The client of the dialogue engine: one turn there, all of it back, or an error and nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import Any, Final

import aiohttp

from bot.dialogue.replies import read_reply
from bot.kernel.errors import Permanent, Transient
from bot.kernel.messages import Language, Reply

TURN_TIMEOUT_S: Final = 12
READY_TIMEOUT_S: Final = 2


class EngineUnreachable(Transient):
    """The turn never began: no engine is listening, or none has its model loaded yet."""


class EngineActionFailed(Transient):
    """An action of this turn failed, so nothing of the turn was said or kept."""

    def __init__(self, *, action: str, error: str) -> None:
        super().__init__(f"action {action} failed: {error}")
        self.action = action
        self.error = error


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRequest:
    """One message of a contact: people's words, or `/intent` for a choice that we offered.

    `turn` is the wamid, `events` what the last turn gave back (None before the first), `choice`
    the chosen option's id. `close_forms` ends an open form: an agent had the chat in between.
    """

    contact: str
    message: str
    turn: str
    epoch: int
    language: Language
    is_verified: bool
    choice: str | None = None
    close_forms: bool = False
    events: list[dict[str, Any]] | None = None

    def to_json(self) -> dict[str, Any]:
        """The request's body."""
        metadata = {
            "turn": self.turn,
            "epoch": self.epoch,
            "contact": self.contact,
            "choice": self.choice,
            "language": self.language,
            "verified": self.is_verified,
            "close_forms": self.close_forms,
        }
        return {
            "sender": self.contact,
            "message": self.message,
            "metadata": metadata,
            "events": self.events,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnAnswer:
    """What the bot says, the events to hand over next time, and what the message was taken for."""

    replies: tuple[Reply, ...]
    events: list[dict[str, Any]]
    intent: str
    confidence: Decimal


class Engine:
    """The engine's processes, used in turn; any of them can serve any contact."""

    def __init__(self, urls: Sequence[str], session: aiohttp.ClientSession) -> None:
        if not urls:
            raise Permanent("no address of a dialogue engine is set")
        self._urls = tuple(url.rstrip("/") for url in urls)
        self._session = session
        self._turns: Iterator[int] = count()

    async def turn(self, request: TurnRequest) -> TurnAnswer:
        """Run one turn; raises EngineActionFailed, Transient (try again), Permanent (our bug)."""
        url = self._urls[next(self._turns) % len(self._urls)]
        timeout = aiohttp.ClientTimeout(total=TURN_TIMEOUT_S)
        try:
            async with self._session.post(
                f"{url}/webhooks/saldo/turn", json=request.to_json(), timeout=timeout
            ) as response:
                body = await response.json(content_type=None) if response.status < 500 else None
                failure = await _failure(response) if response.status >= 500 else None
        except aiohttp.ClientConnectorError as error:
            raise EngineUnreachable("no dialogue engine is listening") from error
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise Transient(
                f"the dialogue engine did not answer: {type(error).__name__}"
            ) from error
        if failure:
            raise failure
        return _read_answer(response.status, body)

    async def ready(self) -> bool:
        """Whether every process has its model loaded."""
        return all(await asyncio.gather(*(self._is_ready(url) for url in self._urls)))

    async def _is_ready(self, url: str) -> bool:
        timeout = aiohttp.ClientTimeout(total=READY_TIMEOUT_S)
        try:
            async with self._session.get(
                f"{url}/webhooks/saldo/ready", timeout=timeout
            ) as response:
                return response.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False


async def _failure(response: aiohttp.ClientResponse) -> Transient:
    """What a 5xx says; anything but our own 502 is an engine that is not well."""
    if response.status == 503:
        return EngineUnreachable("the dialogue engine has no model loaded yet")
    try:
        body = await response.json(content_type=None)
        return EngineActionFailed(action=body["action"], error=body["error"])
    except (ValueError, KeyError, TypeError):
        return Transient(f"the dialogue engine answered {response.status}")


def _read_answer(status: int, body: Any) -> TurnAnswer:
    if status != 200:
        raise Permanent(f"the dialogue engine refused the turn with {status}")
    try:
        return TurnAnswer(
            replies=tuple(read_reply(reply) for reply in body["replies"]),
            events=list(body["events"]),
            intent=str(body["intent"]["name"]),
            confidence=Decimal(str(body["intent"]["confidence"])),
        )
    except (KeyError, TypeError) as error:
        raise Permanent("the dialogue engine answered in an unknown shape") from error
