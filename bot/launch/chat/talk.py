"""The chat itself: what is typed goes to the bot, what comes back is drawn, turn by turn."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.console import Console
from rich.text import Text

from bot.launch import drawing
from bot.launch.chat.explanation import Line, explain
from bot.launch.chat.records import Records
from bot.launch.chat.rulebook import Rule
from bot.launch.chat.typed import Typed
from bot.launch.phone import Bubble, Phone

_LOOK_EVERY_S: Final = 0.1
_PATIENCE_S: Final = 30.0
_PROMPT: Final = "[bold green]you ›[/] "


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """One person's conversation; with `rules` each turn is explained."""

    console: Console
    phone: Phone
    number: str
    records: Records
    typed: Typed
    rules: Sequence[Rule] | None

    async def run(self) -> None:
        """Talk until the typing ends."""
        await self.phone.news()  # what was said before this chat began
        latest: tuple[Bubble, ...] = ()
        while (line := await self._next_line()) is not None:
            if line.strip():
                latest = await self._take(line.strip(), latest) or latest

    async def _next_line(self) -> str | None:
        """What is typed next; what arrives by itself meanwhile is drawn."""
        self.console.print(_PROMPT, end="")
        while True:
            try:
                return await self.typed.next(within_s=_LOOK_EVERY_S * 5)
            except TimeoutError:
                if bubbles := await self.phone.news():
                    self.console.print()
                    drawing.heard(self.console, bubbles)
                    self.console.print(_PROMPT, end="")

    async def _take(self, line: str, latest: Sequence[Bubble]) -> tuple[Bubble, ...]:
        """Send a line and draw what comes back."""
        before = await self.records.memory(self.number)
        wamid = await self._send(line, latest)
        if wamid is None:
            self.console.print(Text("There is no such option now.", style="dim"))
            return ()
        if not await self._is_answered(wamid):
            self.console.print(Text(f"No answer within {_PATIENCE_S:.0f} s.", style="red"))
            return ()
        bubbles = await self.phone.news()
        drawing.heard(self.console, bubbles)
        if not bubbles:
            self.console.print(Text("(silence)", style="dim"))
        if self.rules is not None:
            turn = await self.records.turn(wamid, before=before)
            draw_lines(self.console, explain(turn, self.rules))
        return bubbles

    async def _send(self, line: str, latest: Sequence[Bubble]) -> str | None:
        """Press `#2`, or say the words; None when there is nothing of that number to press."""
        if not line.startswith("#"):
            return await self.phone.say(line)
        offered = [(bubble, option) for bubble in latest for option in bubble.options]
        number = line.removeprefix("#").strip()
        if not number.isdecimal() or not 1 <= int(number) <= len(offered):
            return None
        bubble, option = offered[int(number) - 1]
        return await self.phone.press(bubble, option)

    async def _is_answered(self, wamid: str) -> bool:
        """Whether the turn and its replies came to their end in time."""
        for _ in range(int(_PATIENCE_S / _LOOK_EVERY_S)):
            await asyncio.sleep(_LOOK_EVERY_S)
            if await self.records.is_done(wamid):
                return True
        return False


def draw_lines(console: Console, lines: Sequence[Line]) -> None:
    """An explanation, dimmed, under the bubbles."""
    for line in lines:
        words = Text(f"  {line.name:<8} {line.words}", style="dim")
        console.print(words, soft_wrap=True, highlight=False)
