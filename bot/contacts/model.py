"""What is known of a contact and of the customers behind a phone number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

from sqlalchemy import RowMapping

from bot.kernel.ids import ContactId, CustomerId
from bot.kernel.messages import Language

# WhatsApp lets a business write freely for this long after the person's last message.
REPLY_WINDOW: Final = timedelta(hours=24)

Factor = Literal["date_of_birth", "postcode", "document_last4"]
Holder = Literal["bot", "agent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One correspondent on WhatsApp; `holder` says whether the bot or an agent has the chat."""

    id: ContactId
    country: str
    zone: str
    language: Language
    language_is_fixed: bool
    epoch: int
    lease_until: datetime | None
    holder: Holder
    holder_epoch: int
    identity_open: bool
    customer_id: CustomerId | None
    verified_until: datetime | None
    locked_until: datetime | None
    opted_out_at: datetime | None
    last_inbound_at: datetime | None
    misunderstood: int
    created_at: datetime

    @classmethod
    def of(cls, row: RowMapping) -> Contact:
        """The contact that a row of the table holds."""
        return cls(**dict(row))

    def is_verified(self, now: datetime) -> bool:
        """Whether this person has proved who they are and the proof has not lapsed."""
        return self.verified_until is not None and now < self.verified_until

    def is_locked(self, now: datetime) -> bool:
        """Whether verification is closed to them after too many failures."""
        return self.locked_until is not None and now < self.locked_until

    def is_window_open(self, now: datetime) -> bool:
        """Whether WhatsApp still allows free text to this person."""
        return self.last_inbound_at is not None and now < self.last_inbound_at + REPLY_WINDOW


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A person of the lender's portfolio; of identity data only hashes are kept, not here."""

    id: CustomerId
    name: str
    first_name: str
    last_name: str
    phone: str
    country: str
    zone: str
    language: Language
    consents: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRecord:
    """A customer as the portfolio file gives them, with the facts that identify them."""

    customer: Customer
    date_of_birth: date | None
    postcode: str | None
    document_last4: str | None

    def factors(self) -> dict[Factor, str]:
        """The known identity factors in canonical text."""
        known: dict[Factor, str | None] = {
            "date_of_birth": self.date_of_birth.isoformat() if self.date_of_birth else None,
            "postcode": self.postcode,
            "document_last4": self.document_last4,
        }
        return {factor: value for factor, value in known.items() if value}
