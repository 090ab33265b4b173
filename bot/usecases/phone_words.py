"""Reads a phone number in what people write. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import phonenumbers

from bot.kernel.phone import canonical_phone

# Enough figures to be meant as a number that somebody can be reached at.
_FIGURES: Final = re.compile(r"\+?\d(?:[ .()-]{0,2}\d){6,}")
_MEXICAN_MOBILE: Final = re.compile(r"\+52 ?1 ?(?=\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneSaid:
    """The first number that rings somewhere, canonical, and the words without it.

    `is_wrong` when figures were given that nobody can be reached at.
    """

    phone: str | None
    rest: str
    is_wrong: bool


def read_phone(words: str, country: str) -> PhoneSaid:
    """The number in `words`, as written in `country`."""
    text = _MEXICAN_MOBILE.sub("+52 ", words)
    for match in phonenumbers.PhoneNumberMatcher(text, country):
        e164 = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        rest = f"{text[: match.start]} {text[match.end :]}"
        return PhoneSaid(phone=canonical_phone(e164), rest=rest, is_wrong=False)
    return PhoneSaid(phone=None, rest=text, is_wrong=_FIGURES.search(text) is not None)
