"""A chat in a terminal: the bot's bubbles on the left, the person's on the right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rich.align import Align
from rich.box import ROUNDED
from rich.console import Console
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from bot.launch.phone import Bubble

_WIDEST: Final = 64


def title(console: Console, name: str, owed: str) -> None:
    """A line that begins a conversation, with what the ledger says before it."""
    console.print()
    console.print(Rule(f"{name} · the ledger says {owed}", style="dim"))


def said(console: Console, text: str) -> None:
    """What the person writes."""
    console.print(Align.right(_panel(Text(text), "green")))


def heard(console: Console, bubbles: Iterable[Bubble]) -> None:
    """What the bot answers, its buttons and links below."""
    for bubble in bubbles:
        body = Text(bubble.text)
        for number, option in enumerate(bubble.options, start=1):
            body.append(f"\n#{number} {option.title}", style="cyan")
            if option.description:
                body.append(f"  {option.description}", style="dim")
        if bubble.url:
            body.append(f"\n{bubble.url}", style="blue underline")
        console.print(_panel(body, "white"))


def did(console: Console, deed: str) -> None:
    """What the person does besides writing."""
    console.print(Align.right(Text(f"({deed})", style="italic dim")))


def ledger(console: Console, owed: str) -> None:
    """What the ledger says afterwards."""
    console.print(Rule(f"the ledger now says {owed}", style="dim"))


def _panel(body: Text, style: str) -> Panel:
    longest = max(len(line) for line in body.plain.splitlines() or [""])
    return Panel(body, box=ROUNDED, border_style=style, width=min(longest, _WIDEST) + 4)
