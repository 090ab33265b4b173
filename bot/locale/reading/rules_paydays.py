"""Paydays, the 15th and the last day of the month: `la quincena`, `la otra quincena`."""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from bot.locale.reading.day_phrases import NEXT_AFTER, Frame, Rule, Said, rule, unique
from bot.locale.reading.days import (
    Days,
    first_of,
    in_days,
    last_of,
    nth_payday,
    payday_before,
    paydays,
)
from bot.locale.reading.months import month_of

_MID: Final = 15
# So near a payday, "the next one" may be the one after it.
_NEAR_DAYS: Final = 4


def _coming(_: re.Match[str], frame: Frame) -> Said:
    """The coming payday; on a payday, that day or the next one."""
    if frame.is_past:
        return Said(days=(payday_before(in_days(frame.today, 1)),), is_past=True)
    first, second = islice(paydays(frame.today), 2)
    return Said(days=(first, second) if first == frame.today else (first,))


def _next(_: re.Match[str], frame: Frame) -> Said:
    first, second = _two_after(frame)
    is_near = (first - frame.today).days <= _NEAR_DAYS
    return Said(days=(first, second) if is_near else (first,))


def _other(_: re.Match[str], frame: Frame) -> Said:
    """`la otra quincena`: the one after the coming one, or just the coming one."""
    first, second = _two_after(frame)
    return Said(days=(second, first))


def _after_next(_: re.Match[str], frame: Frame) -> Said:
    return Said(days=_two_after(frame)[1:])


def _two_after(frame: Frame) -> Days:
    return nth_payday(frame.today, 1), nth_payday(frame.today, 2)


def _last(_: re.Match[str], frame: Frame) -> Said:
    return Said(days=(payday_before(frame.today),), is_past=True)


def _half_of_month(match: re.Match[str], frame: Frame) -> Said | None:
    """`la segunda quincena de diciembre`: that month's 15th or last day."""
    month = month_of(match["name"]) if match["name"] else None
    ahead = (month - frame.today.month) % 12 if month else 0
    is_first = match["half"].startswith(("p", "1"))
    days = [
        first.replace(day=_MID) if is_first else last_of(first)
        for first in (first_of(frame.today, months=ahead + later) for later in (0, 1))
    ]
    coming = [day for day in days if day >= frame.today]
    return Said(days=unique(*coming[:1])) if coming else None


_THE: Final = r"(?:(?:en|para|a|hasta|con|de|cada) )?(?:la |esta |mi |su )?"
_PAYDAY: Final = r"(?:quincena|kincena|qna|quinsena)"
PAYDAY_RULES: Final[tuple[Rule, ...]] = (
    rule(rf"\b(?<!cada )(?:(?:en|para|a|hasta|con) )?(?:la |esta |mi "
        rf"|de )?(?<!cada ){_PAYDAY}\b", _coming),
    rule(rf"\b{_THE}(?:proxima|siguiente|prox) {_PAYDAY}\b"
        rf"|\b{_THE}{_PAYDAY}{NEXT_AFTER}\b", _next),
    rule(rf"\b{_THE}otra {_PAYDAY}\b", _other),
    rule(rf"\b{_THE}{_PAYDAY} (?:de la otra|despues de la (?:proxima|que viene))\b", _after_next),
    rule(rf"\b{_THE}{_PAYDAY} (?:pasada|anterior)\b|\b(?:la )?pasada {_PAYDAY}\b", _last),
    rule(
        rf"\b{_THE}(?P<half>primera|segunda|1ra"
        rf"|2da) {_PAYDAY}(?: de(?:l)? (?P<name>[a-z]{{4,10}}))?\b",
        _half_of_month,
    ),
)  # fmt: skip
