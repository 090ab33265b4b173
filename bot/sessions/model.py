"""A session, and what happened in it as signs that the catalogue of dispositions reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NewType

from sqlalchemy import RowMapping

from bot.kernel.ids import ContactId, CustomerId, Wamid
from bot.kernel.messages import Language

SessionId = NewType("SessionId", str)

# What happened, by where it is stored: `reply:pay.link`, `case:dispute`, `plan:settlement`, and
# `fact:…` of FACTS.
Sign = NewType("Sign", str)

FACTS: Final = frozenset(
    {
        "fact:any",  # a message came: true of every session
        "fact:verified",  # the account holder had proved who they are
        "fact:opted_out",  # they want no more messages, as things stand at the end
        "fact:agreement_paid",  # the last instalment of an agreement was paid
        "fact:undelivered",  # nothing that we said got through
    }
)

# Whoever is silent for this long has left; nothing may be written freely afterwards either.
IDLE: Final = timedelta(hours=24)
# After a farewell: long enough for "ok, gracias" and for a receipt that is on its way.
FAREWELL: Final = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A contact's exchange: `opened_by` is its first message, `ends_at` when it ends if no other
    comes, `seen` all dispositions that applied, `disposition` the one that stands.

    `csat` is the rating from 1 to 5; `csat_open` while the next message may be one.
    """

    id: SessionId
    contact_id: ContactId
    opened_by: Wamid
    started_at: datetime
    last_inbound_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    disposition: str | None
    seen: tuple[str, ...]
    customer_id: CustomerId | None
    language: Language | None
    verified: bool | None
    csat: int | None
    csat_asked_at: datetime | None
    csat_open: bool

    @classmethod
    def of(cls, row: RowMapping) -> Session:
        """The session that a row of the table holds."""
        return cls(**{**dict(row), "seen": tuple(row["seen"])})
