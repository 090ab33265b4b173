"""A file that a person sent, and where it is fetched from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal, NewType, Protocol

from bot.kernel.ids import CaseId, ContactId

MediaId = NewType("MediaId", str)
Kind = Literal["image", "document"]
State = Literal["new", "kept", "lost"]

# What is kept, and how many bytes of it at most (WhatsApp's own limit for pictures is 5 MB).
LIMITS: Final[Mapping[Kind, int]] = MappingProxyType({"image": 5 * 2**20, "document": 10 * 2**20})


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """What is known of a file: `lost` could not be fetched, and never will be."""

    id: MediaId
    contact_id: ContactId
    vendor_id: str
    kind: Kind
    received_at: datetime
    case_id: CaseId | None
    state: State
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The bytes, and the type that the sender's phone named."""

    mime: str
    body: bytes


class Source(Protocol):
    """Where files are fetched."""

    async def fetch(self, vendor_id: str, *, limit: int) -> Content:
        """The file of at most `limit` bytes; raises Transient (try again) or Permanent (lost)."""
