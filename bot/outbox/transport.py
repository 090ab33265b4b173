"""What the sender needs of a channel, and how sending can fail; bot.whatsapp implements it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from bot.kernel.errors import SaldoError
from bot.kernel.ids import OutboxId, Wamid
from bot.kernel.messages import Outgoing


class FailureKind(Enum):
    """What a failure means for the message, the person and the line."""

    RETRY = auto()
    RETRY_PERSON = auto()
    RETRY_TOMORROW = auto()
    TEMPLATE_NEEDED = auto()
    PERMANENT = auto()
    OUR_BUG = auto()
    TEMPLATE_OFF = auto()
    STOP_LINE = auto()
    UNKNOWN = auto()


class SendFailed(SaldoError):
    """The channel did not take the message, or (`UNKNOWN`) we cannot know whether it did."""

    def __init__(self, kind: FailureKind, *, code: int | None = None) -> None:
        super().__init__(f"{kind.name.lower()} (code {code})")
        self.kind = kind
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One message to deliver; `outbox_id` comes back with its statuses. One address is set."""

    outbox_id: OutboxId
    to_phone: str | None
    to_user_id: str | None
    message: Outgoing


class Transport(Protocol):
    """A channel to people."""

    async def send(self, parcel: Parcel) -> Wamid:
        """Deliver; returns the channel's message id. Raises SendFailed."""
        ...

    async def show_typing(self, wamid: Wamid) -> None:
        """Mark the person's message read and show that an answer is coming; never raises."""
        ...
