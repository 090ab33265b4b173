"""What any agents' desk can do, and how it fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.kernel.errors import SaldoError, Transient


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Where one case is talked about."""

    chat_id: int
    thread_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Something an agent can press; `action` comes back (at most 64 bytes)."""

    title: str
    action: str


class TopicGone(SaldoError):
    """The topic is not there (any more): make it anew."""


class DeskBusy(Transient):
    """The desk did not take it: try again after `retry_after_s`."""


class DeskUnsure(SaldoError):
    """Nobody knows whether the desk took it: the next try is marked as a possible repeat."""


class Desk(Protocol):
    """A place with one topic per case; anything may raise DeskBusy, DeskUnsure or TopicGone."""

    async def connect(self) -> None:
        """Be ready for the rest; cheap once it has succeeded."""
        ...

    async def open_topic(self, chat_id: int, title: str) -> Topic:
        """Make a topic (title of at most 128 characters)."""
        ...

    async def post(self, topic: Topic, text: str, buttons: Sequence[Button] = ()) -> int:
        """Write `text` (at most 4096 UTF-16 units); returns the message's id."""
        ...

    async def rewrite(
        self, topic: Topic, message_id: int, text: str, buttons: Sequence[Button] = ()
    ) -> None:
        """Replace a message of ours; writing the same again is fine."""
        ...

    async def close_topic(self, topic: Topic) -> None:
        """Close the topic to further messages."""
        ...

    async def reopen_topic(self, topic: Topic) -> None:
        """Open a closed topic again."""
        ...

    async def answer_press(self, press_id: str, text: str) -> None:
        """Tell whoever pressed a button what came of it."""
        ...
