"""What a person types to prove who they are: read in any usual way, and masked. Pure.

Nothing here compares with what we hold, and nothing is kept; that is `bot.contacts.identity`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.contacts.birth_dates import Calendar, read_digits, read_spoken, read_written
from bot.contacts.factor_figures import (
    Wanted,
    drop_counts,
    read_bare,
    read_documents,
    read_postcodes,
)
from bot.contacts.factor_message import Message
from bot.contacts.model import Factor


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one message gave, each factor in every plausible reading, and its masked text."""

    dates: tuple[date, ...] = ()
    postcodes: tuple[str, ...] = ()
    document_last4: tuple[str, ...] = ()
    masked: str

    @property
    def is_empty(self) -> bool:
        """Whether no factor could be read."""
        return not (self.dates or self.postcodes or self.document_last4)

    def by_factor(self) -> dict[Factor, tuple[str, ...]]:
        """The readings as they are hashed and compared (dates in ISO form), only what was read."""
        found: dict[Factor, tuple[str, ...]] = {
            "date_of_birth": tuple(on.isoformat() for on in self.dates),
            "postcode": self.postcodes,
            "document_last4": self.document_last4,
        }
        return {factor: values for factor, values in found.items() if values}


def read_factors(text: str, *, country: str, accepted: frozenset[Factor], today: date) -> Reading:
    """Read the `accepted` factors in `text`; the rest of its figures are only masked.

    Dates follow the order usual in `country` (ISO) but any other plausible one is given too.
    A four-digit figure without a name is a document, one of the postcode's length a postcode.
    """
    message = Message(text)
    calendar = Calendar(country=country, today=today)
    dates = read_written(message, calendar)
    drop_counts(message)
    wanted = Wanted(country=country, accepted=accepted)
    postcodes = read_postcodes(message, wanted)
    documents = read_documents(message, wanted)
    if "date_of_birth" in accepted:
        dates += read_spoken(message, calendar)
    bare = read_bare(message, wanted)
    if "date_of_birth" in accepted:
        dates += read_digits(message, calendar, length=6)
    return Reading(
        dates=tuple(dates) if "date_of_birth" in accepted else (),
        postcodes=_unique([*postcodes, *(d for f, d in bare if f == "postcode")]),
        document_last4=_unique([*documents, *(d for f, d in bare if f == "document_last4")]),
        masked=message.masked(),
    )


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
