"""A person's phone, held by the demo: types as people do, and waits for the answer to settle."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import aiohttp

_LOOK_EVERY_S: Final = 0.15
_QUIET_LOOKS: Final = 6
_PATIENCE_S: Final = 40.0
_SECONDS_A_LETTER: Final = 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """What the bot wrote, as the phone shows it."""

    text: str
    options: tuple[str, ...]
    url: str | None


class Phone:
    """One demo person's chat in the WhatsApp stand-in."""

    def __init__(self, session: aiohttp.ClientSession, url: str, person: str) -> None:
        self._session = session
        self._url = f"{url}/phone/people/{person}"
        self._seen = 0

    async def say(self, text: str) -> None:
        """Type `text` and send it."""
        await asyncio.sleep(len(text) * _SECONDS_A_LETTER)
        async with self._session.post(f"{self._url}/messages", json={"text": text}) as answer:
            answer.raise_for_status()

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

    async def _unheard(self) -> tuple[Bubble, ...]:
        async with self._session.get(f"{self._url}/chat") as answer:
            chat = await answer.json()
        incoming = [bubble for bubble in chat["bubbles"] if bubble["side"] == "in"]
        return tuple(_bubble(raw) for raw in incoming[self._seen :])


def _bubble(raw: dict[str, Any]) -> Bubble:
    options = tuple(str(option["title"]) for option in raw.get("options", ()))
    return Bubble(text=raw["text"], options=options, url=raw.get("url"))
