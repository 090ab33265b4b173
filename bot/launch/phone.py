"""A person's phone as the terminal holds it: writes, presses, and reads what arrived."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import aiohttp

_LOOK_EVERY_S: Final = 0.15
_QUIET_LOOKS: Final = 6
_PATIENCE_S: Final = 40.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something to press under a bubble."""

    id: str
    title: str
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """What the bot wrote, as the phone shows it."""

    id: str
    text: str
    options: tuple[Choice, ...]
    url: str | None


class Phone:
    """One demo person's chat in the WhatsApp stand-in."""

    def __init__(self, session: aiohttp.ClientSession, url: str, person: str) -> None:
        self._session = session
        self._url = f"{url}/phone/people/{person}"
        self._seen = 0

    async def say(self, text: str) -> str:
        """Send `text`; the message's id."""
        return await self._send({"text": text})

    async def press(self, bubble: Bubble, option: Choice) -> str:
        """Press an option of a bubble; the message's id."""
        return await self._send({"bubble": bubble.id, "option": option.id})

    async def news(self) -> tuple[Bubble, ...]:
        """What came since last time."""
        heard = await self._unheard()
        self._seen += len(heard)
        return heard

    async def listen(self, is_enough: Callable[[Sequence[Bubble]], bool]) -> tuple[Bubble, ...]:
        """What came since last time: when it is enough and nothing more follows, or too late."""
        heard, quiet_looks = await self._unheard(), 0
        for _ in range(int(_PATIENCE_S / _LOOK_EVERY_S)):
            await asyncio.sleep(_LOOK_EVERY_S)
            now = await self._unheard()
            quiet_looks = quiet_looks + 1 if now == heard and is_enough(now) else 0
            heard = now
            if quiet_looks == _QUIET_LOOKS:
                break
        self._seen += len(heard)
        return heard

    async def _send(self, message: dict[str, str]) -> str:
        async with self._session.post(f"{self._url}/messages", json=message) as answer:
            answer.raise_for_status()
            sent = await answer.json()
        return str(sent["id"])

    async def _unheard(self) -> tuple[Bubble, ...]:
        async with self._session.get(f"{self._url}/chat") as answer:
            answer.raise_for_status()
            chat = await answer.json()
        incoming = [bubble for bubble in chat["bubbles"] if bubble["side"] == "in"]
        return tuple(_bubble(raw) for raw in incoming[self._seen :])


def _bubble(raw: dict[str, Any]) -> Bubble:
    options = tuple(
        Choice(id=option["id"], title=option["title"], description=option.get("description"))
        for option in raw.get("options", ())
    )
    return Bubble(id=raw["id"], text=raw["text"], options=options, url=raw.get("url"))
