"""The shape of a rule that reads days from a phrase, and the words that all rules share."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from bot.locale.reading.days import Days

Grain = Literal["day", "weekend", "week", "month"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What decides a phrase: what day is `today`, where, in which language, and in which tense."""

    today: date
    country: str
    is_spanish: bool
    is_past: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The days that a phrase may mean, the likeliest first; coarser grains give first and last."""

    days: Days
    grain: Grain = "day"
    weekday: int | None = None
    is_about: bool = False
    is_past: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern over plain text, and what its match says; None when it is no day after all."""

    pattern: re.Pattern[str]
    resolve: Callable[[re.Match[str], Frame], Said | None]


def rule(pattern: str, resolve: Callable[[re.Match[str], Frame], Said | None]) -> Rule:
    """A rule over text that is folded and has digits."""
    return Rule(re.compile(pattern), resolve)


_WEEKDAYS: Final = (
    "lunes lune lns monday mon|martes marte tuesday tues tue|miercoles mierc mier miercoles"
    " mircoles"
    " wednesday weds wed wendsday wensday|jueves juev jueve thursday thurs thur thu"
    "|viernes vierns vienes biernes viernez vierne friday fri firday|sabado sabdo savado"
    " saturday sat"
    "|domingo domigo sunday sun"
)
_WEEKDAY: Final = {
    word: number for number, words in enumerate(_WEEKDAYS.split("|")) for word in words.split()
}
_SHORT: Final = {"lun": 0, "mar": 1, "mie": 2, "jue": 3, "vie": 4, "sab": 5, "dom": 6}
_LONGEST_FIRST: Final = "|".join(sorted(_WEEKDAY, key=len, reverse=True))
# The shortest only before a number: `mar` is March too, and `sun` shines.
WEEKDAY: Final = (
    rf"(?P<weekday>(?:{_LONGEST_FIRST})\b|(?:lun|mar|mie|jue|vie|sab|dom)\b\.?(?= \d))"
)
NEXT_AFTER: Final = r"(?: (?:que (?:viene|entra|sigue)|proximo|proxima|siguiente|entrante))"
NEXT_BEFORE: Final = (
    r"(?:(?:el |la )?(?:proximo|proxima|siguiente|prox)|(?:the )?(?:next|following|nxt))"
)


def weekday_of(match: re.Match[str]) -> int:
    """The weekday of the match's group of that name, Monday being 0."""
    word = match["weekday"].rstrip(".")
    return _WEEKDAY[word] if word in _WEEKDAY else _SHORT[word]


def unique(*days: date) -> Days:
    """The days, each once, in their order."""
    return tuple(dict.fromkeys(days))


def said_ahead(days: Days, frame: Frame) -> Said | None:
    """Days as a promise would mean them; those before today only when nothing else is left."""
    if not days:
        return None
    ahead = tuple(day for day in days if day >= frame.today)
    if frame.is_past or not ahead:
        return Said(days=days, is_past=days[0] < frame.today)
    return Said(days=ahead)
