"""Numbers as people spell them, in Spanish and English: `noventa y uno`, `nineteen oh five`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.locale.reading.number_words import (
    NOTHING,
    ORDINALS,
    TENS,
    Parsed,
    below_100,
    below_1000,
    is_and,
)

_LAST_DAY: Final = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelled:
    """A spelled number: its digits, how many words it took, and whether it was an ordinal."""

    digits: str
    words: int
    is_ordinal: bool


def read_spelled(words: Sequence[str]) -> Spelled | None:
    """The number that `words` (folded, without accents) begin with, or None."""
    value, used = _year(words) or _thousands(words) or below_1000(words)
    if not used:
        return None
    return Spelled(digits=str(value), words=used, is_ordinal=words[used - 1] in ORDINALS)


def _year(words: Sequence[str]) -> Parsed | None:
    """Years said in their own way: `mil nueve noventa`, `nineteen ninety`, `twenty oh five`."""
    century, used = _century(words)
    if not used:
        return None
    if words[used : used + 1] in (["oh"], ["zero"], ["cero"]):
        used += 1
    rest, more = below_100(words[used:])
    return (century + rest, used + more) if more else None


def _century(words: Sequence[str]) -> Parsed:
    match list(words[:2]):
        case ["mil", "novecientos" | "nueve"] | ["nineteen", "hundred"]:
            return 1900, 2
        case ["nineteen", second] if second in TENS or second == "oh":
            return 1900, 1
        case ["twenty", "oh"]:
            return 2000, 1
        case _:
            return NOTHING


def _thousands(words: Sequence[str]) -> Parsed | None:
    """`dos mil cinco`, `sesenta y cuatro mil`; but `tres mil novecientos…` is day 3 of 19…"""
    count, used = below_100(words)
    if used == 0 or words[used : used + 1] not in (["mil"], ["thousand"]) or count == 0:
        return None
    if count <= _LAST_DAY and _century(words[used:])[1]:
        return None
    skipped = used + 1 + is_and(words, used + 1)
    rest, more = below_1000(words[skipped:])
    return (count * 1000 + rest, skipped + more) if more else (count * 1000, used + 1)
