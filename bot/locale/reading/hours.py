"""Reads the hour of the day in a free text: every plausible one, and no guess. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from typing import Final, Literal

from bot.locale.reading.digits import with_digits

HourBound = Literal["at", "after"]

_N: Final = r"(?P<hour>2[0-4]|1\d|0?\d)(?!\d)"
_MINUTES: Final = r"(?:[:.h](?P<minutes>[0-5]\d)| y (?P<part>cuarto|[1-5]\d))?"
_HALF: Final = (
    r"(?: ?(?:hrs?\b|horas\b|o'?clock\b))?"
    r"(?: ?(?P<half>am\b|pm\b|a\. ?m\b|p\. ?m\b|(?:de|en|por) la (?:manana|tarde|noche)"
    r"|del (?:dia|mediodia)|in the (?:morning|afternoon|evening)|at night|tonight))?"
)
_NOT_A_DAY: Final = r"(?! ?(?:de (?!la\b)|/|-\d|dias?\b|semanas?\b|days?\b|weeks?\b|minut|%|\d))"
_SPOKEN: Final = (
    re.compile(
        r"\b(?:a|de|tipo|hacia|sobre|desde|antes de|como|pasando|pasadas) las? "
        rf"{_N}{_MINUTES}{_HALF}"
    ),
    re.compile(
        r"\b(?:at|around|about|after|before|by|past|from|until|till) "
        rf"{_N}{_MINUTES}{_HALF}{_NOT_A_DAY}"
    ),
    re.compile(rf"(?<![\d/.,:-]){_N}[:h](?P<minutes>[0-5]\d){_HALF}"),
    re.compile(
        rf"(?<![\d/.,:-]){_N} ?(?:hrs?\b|horas\b|o'?clock\b|(?P<half>am\b|pm\b|a\. ?m\b|p\. ?m\b"
        r"|(?:de|en|por) la (?:manana|tarde|noche)))"
    ),
)
_HALF_PAST: Final = re.compile(rf"\bhalf past {_N}{_HALF}")
_NOON: Final = re.compile(r"\b(?:mediodia|medio dia|noon|midday)\b")
_ALONE: Final = re.compile(rf"\W*{_N}{_MINUTES}{_HALF}\W*")
# A part of the day is the middle of it.
_PARTS: Final[tuple[tuple[re.Pattern[str], time], ...]] = (
    (re.compile(r"\b(?:por|en|de|a) la manana\b|\bmorning\b|\btemprano\b|\bearly\b"), time(10)),
    (re.compile(r"\b(?:por|en|de|a) la tarde\b|\bafternoon\b"), time(16)),
    (re.compile(r"\b(?:por|en|de|a) la noche\b|\bevening\b|\btonight\b|\bat night\b"), time(19)),
)
_LATER: Final = re.compile(
    r"\b(?:despues|a partir|pasando|pasadas|desde|after|from|(?<!half )past)(?: de)?(?: las?)? *$"
)
_HALF_AN_HOUR: Final = re.compile(r" y media\b", re.IGNORECASE)  # else "5 y media" is 5.5
_ONE: Final = re.compile(r"\bla una\b")
_QUARTER: Final = 15
_LAST_BARE_AFTERNOON: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class HourReading:
    """The hour said: its plausible meanings, the likeliest first; none when none was said."""

    hours: tuple[time, ...] = ()
    bound: HourBound = "at"


def read_hour(text: str, *, is_asked: bool = False) -> HourReading:
    """The hour in `text`; a number alone is one only when the hour is what we asked for."""
    plain = _ONE.sub("las 1", with_digits(_HALF_AN_HOUR.sub(" y 30", text)))
    found = next(_mentions(plain), None)
    if found is None and is_asked:
        found = _ALONE.fullmatch(plain)
    if found is not None:
        is_later = _LATER.search(plain[: found.start("hour")]) is not None
        bound: HourBound = "after" if is_later else "at"
        return HourReading(hours=tuple(_meanings(found)), bound=bound)
    if _NOON.search(plain):
        return HourReading(hours=(time(12),))
    part = next((hour for pattern, hour in _PARTS if pattern.search(plain)), None)
    return HourReading(hours=(part,) if part else ())


def _mentions(plain: str) -> Iterator[re.Match[str]]:
    half_past = _HALF_PAST.search(plain)
    if half_past is not None:
        yield half_past
    for pattern in _SPOKEN:
        yield from pattern.finditer(plain)


def _meanings(match: re.Match[str]) -> Iterator[time]:
    hour, minute = int(match["hour"]) % 24, _minutes(match)
    half = (match["half"] or "").replace(" ", "").replace(".", "")
    if hour > 12 or not half:
        yield from (time(h, minute) for h in _bare(hour))
    elif half in ("am", "inthemorning") or half.endswith("lamanana"):
        yield time(hour % 12, minute)
    else:
        yield time(hour % 12 + 12, minute)


def _minutes(match: re.Match[str]) -> int:
    groups = match.groupdict()
    if match.re is _HALF_PAST:
        return 30
    if groups.get("part"):
        return _QUARTER if groups["part"] == "cuarto" else int(groups["part"])
    return int(groups.get("minutes") or 0)


def _bare(hour: int) -> tuple[int, ...]:
    """Nobody asks to be called at five in the morning: 1 to 6 are first of the afternoon."""
    if hour > 12 or hour == 0:
        return (hour,)
    if hour == 12:
        return (12,)
    return (hour + 12, hour) if hour <= _LAST_BARE_AFTERNOON else (hour, hour + 12)
