"""What a row of words is worth as a number: `dos mil quinientos`, `2 mil`, `fifteen hundred`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from bot.locale.reading.number_words import (
    HUNDREDS,
    NOTHING,
    ORDINALS,
    SMALL,
    TENS,
    Parsed,
    is_and,
)
from bot.locale.reading.number_words import below_100 as spelled_below_100

# Between the two halves of `one fifty`, which is 150 or 1.50.
TWO_WAYS: Final = "\N{BROKEN BAR}"


_HUNDREDS: Final[Mapping[str, int]] = MappingProxyType(
    dict(HUNDREDS)
    | {f"{word[:-2]}as": value for word, value in HUNDREDS.items() if word.endswith("tos")}
    | {"sien": 100, "dosientos": 200, "tresientos": 300, "cuatrosientos": 400, "quiniento": 500}
    | {"quinentos": 500, "seisientos": 600, "setesientos": 700, "sietecientos": 700}
    | {"ochosientos": 800, "novesientos": 900, "nuevecientos": 900}
)
# Slang among them: a `luca` is a thousand Colombian pesos, a `palo` a million.
_SCALES: Final[Mapping[str, int]] = MappingProxyType(
    dict.fromkeys(("mil", "miles", "k", "thousand", "grand", "luca", "lucas"), 1_000)
    | dict.fromkeys(("millon", "millones", "million", "millions", "palo", "palos"), 1_000_000)
)
_PLURAL_ONLY: Final = frozenset({"k", "miles", "millones", "lucas", "palos", "millions"})
_ONES: Final = frozenset({"un", "una", "uno", "a", "one"})
_HALF: Final = frozenset({"medio", "media", "half"})


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_OF_TIME: Final = _set("week month day year por a una al cada per in")
# English `once`, `ten en cuenta` and the one who `dies` are no 11 and no 10.
_NO_NUMBER_BEFORE: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "once": _set("i my we the they he she it paid you payday again more that") | _OF_TIME,
        "ten": _set("en la el paciencia piedad un por presente lo"),
    }
)
_NO_NUMBERS: Final = frozenset({"oh", "uno", "one", "second", "segundo"})
_ONLY_BEFORE_SCALE: Final = frozenset({"dies", "dose", "sien"})


def read_number(words: Sequence[str]) -> tuple[str, int]:
    """The digits of the number that `words` begin with and how many words it took, or none."""
    if not words or _is_no_number(words):
        return "", 0
    for read in (_ordinal, _two_ways):
        digits, used = read(words)
        if used:
            return digits, used
    value, used = _cardinal(words)
    # Digits alone are left as typed: what their separators mean depends on the country.
    is_plain = used == 1 and words[0][0].isdigit()
    return ("", 0) if not used or is_plain else (f"{value.normalize():f}", used)


def may_begin(word: str) -> bool:
    """Whether a number can begin with `word` (folded)."""
    known = (SMALL, TENS, _HUNDREDS, _SCALES, _ONES, _HALF, {"hundred"})
    return word[0].isdigit() or any(word in words for words in known)


def _is_no_number(words: Sequence[str]) -> bool:
    after = words[1] if len(words) > 1 else ""
    return (
        after in _NO_NUMBER_BEFORE.get(words[0], ())
        or (words[0] in _NO_NUMBERS and after not in {*_SCALES, "hundred", *TENS})
        or (words[0] in _ONLY_BEFORE_SCALE and after not in _SCALES)
    )


def _ordinal(words: Sequence[str]) -> tuple[str, int]:
    value, used = spelled_below_100(words)
    is_ordinal = used and words[used - 1] in ORDINALS and words[used - 1] not in {"primero"}
    return (f"{value}th", used) if is_ordinal and value > 3 else ("", 0)


def _two_ways(words: Sequence[str]) -> tuple[str, int]:
    """`one fifty`, `three seventy five`: hundreds, or dollars and cents."""
    hundreds = 1 if words[0] == "one" else SMALL.get(words[0], 0)
    if not 0 < hundreds < 10 or len(words) < 2 or not words[1].endswith("ty"):
        return "", 0
    rest, used = spelled_below_100(words[1:])
    if rest < 20 or words[used + 1 : used + 2] in (["hundred"], *([s] for s in _SCALES)):
        return "", 0
    return f"{hundreds}{TWO_WAYS}{rest}", used + 1


def _cardinal(words: Sequence[str]) -> tuple[Decimal, int]:
    """Groups with ever smaller scales, summed: `un millon doscientos mil`, `2 mil 500`."""
    total, used, ceiling = Decimal(0), 0, 10**9
    while ceiling > 1:
        skipped = used + (is_and(words, used) if used else 0)
        value, taken, scale = _scaled(words[skipped:], is_first=not used)
        if not taken or scale >= ceiling:
            break
        total, used, ceiling = total + value, skipped + taken, scale
    return total, used


def _scaled(words: Sequence[str], *, is_first: bool) -> tuple[Decimal, int, int]:
    """A group and its scale: value, words taken, scale (1 where there is none)."""
    count, used = _group(words, is_first=is_first)
    after = words[used : used + 1]
    if after and after[0] in _SCALES and (used or after[0] not in _PLURAL_ONLY):
        scale = _SCALES[after[0]]
        half = Decimal(scale) / 2 if _is_and_a_half(words[used + 1 :]) else Decimal(0)
        return (count if used else 1) * scale + half, used + 1 + 2 * bool(half), scale
    if used and (words[0] in _ONES or words[0] in _HALF):
        return Decimal(0), 0, 1
    return count, used, 1


def _is_and_a_half(words: Sequence[str]) -> bool:
    return len(words) > 1 and words[0] == "y" and words[1] in _HALF


def _group(words: Sequence[str], *, is_first: bool) -> tuple[Decimal, int]:
    if words and words[0][0].isdigit():
        return _typed(words, is_first=is_first)
    value, used = _below_1000(words)
    if used and words[used : used + 2] in (["y", "medio"], ["y", "media"]):
        return value + Decimal("0.5"), used + 2
    if not used and words and words[0] in _HALF:
        return Decimal("0.5"), 2 if words[1:2] == ["a"] else 1
    return Decimal(value), used


def _typed(words: Sequence[str], *, is_first: bool) -> tuple[Decimal, int]:
    """Typed digits: the count of a scale (`1.5 millones`), or after one (`2 mil 500`)."""
    text = words[0].replace(",", ".")
    if re.fullmatch(r"\d{1,4}(?:\.\d{1,2})?", text) and words[1:2] and words[1] in _SCALES:
        return Decimal(text), 1
    if re.fullmatch(r"\d{1,3}\.\d{3}", text) and words[1:2] == ["mil"]:
        return Decimal(text.replace(".", "")), 1
    if re.fullmatch(r"\d{1,3}|\d{1,3}\.\d{3}", text) and not is_first:
        return Decimal(text.replace(".", "")), 1
    return Decimal(0), 0


def _below_1000(words: Sequence[str]) -> Parsed:
    hundreds = _HUNDREDS.get(words[0]) if words else None
    if hundreds is not None:
        rest, more = _below_100(words[1:]) if words[0] not in {"cien", "sien"} else NOTHING
        return hundreds + rest, 1 + more
    value, used = _below_100(words)
    after = words[used : used + 1]
    if used and 1 < value < 10 and after and _HUNDREDS.get(after[0], 0) > 100:
        return value * 1000 + _HUNDREDS[after[0]], used + 1  # "dos quinientos"
    if after == ["hundred"] and value < 100:
        skipped = used + 1 + is_and(words, used + 1)
        rest, more = _below_100(words[skipped:])
        return (value or 1) * 100 + rest, skipped + more if more else used + 1
    return value, used


def _below_100(words: Sequence[str]) -> Parsed:
    if words and words[0] in _ONES:
        return (1, 1)
    value, used = spelled_below_100(words)
    return NOTHING if used and words[used - 1] in {*ORDINALS, "oh"} else (value, used)
