"""Parts of a month, and months: `first of the month`, `a fin de mes`, `en diciembre`."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from bot.locale.reading.day_phrases import NEXT_AFTER, Frame, Rule, Said, rule, said_ahead, unique
from bot.locale.reading.days import days_of_month, first_of, in_days, last_of
from bot.locale.reading.month_words import NAMES, NEXT_MONTH, OF, THIS_MONTH
from bot.locale.reading.months import month_of

_MONTH_WORDS: Final = frozenset(("mes", "month"))


def _first(match: re.Match[str], frame: Frame) -> Said | None:
    months = 1 if match["next"] else None
    if months:
        return said_ahead((first_of(frame.today, months=1),), frame)
    return said_ahead(days_of_month(frame.today, 1, is_past=frame.is_past), frame)


def _about_first(_: re.Match[str], frame: Frame) -> Said:
    return Said(days=(first_of(frame.today, months=1),), is_about=True)


def _middle(match: re.Match[str], frame: Frame) -> Said:
    day = days_of_month(frame.today, 15)[0]
    if match["next"]:
        day = first_of(frame.today, months=1).replace(day=15)
    return Said(days=(day,), is_about=True)


def _end(match: re.Match[str], frame: Frame) -> Said | None:
    """The last day of the month; said on that day, today or the next month's."""
    if match["next"]:
        return Said(days=(last_of(frame.today, months=1),))
    name = match["name"]
    if name and name not in _MONTH_WORDS:
        return _end_of_named(name, frame)
    last = last_of(frame.today)
    if frame.is_past:
        return said_ahead((last_of(frame.today, months=-1),), frame)
    return Said(days=(last,) if last > frame.today else (last, last_of(last, months=1)))


def _end_of_named(name: str, frame: Frame) -> Said | None:
    first = _month_ahead(name, frame)
    return Said(days=(last_of(first),)) if first else None


def _month_ahead(name: str, frame: Frame) -> date | None:
    month = month_of(name)
    if month is None:
        return None
    return first_of(frame.today, months=(month - frame.today.month) % 12)


def _whole_month(match: re.Match[str], frame: Frame) -> Said | None:
    first = _month_ahead(match["name"], frame)
    if first is None:
        return None
    return Said(days=unique(max(first, frame.today), last_of(first)), grain="month")


def _next_month(_: re.Match[str], frame: Frame) -> Said:
    first = first_of(frame.today, months=1)
    return Said(days=(first, last_of(first)), grain="month")


def _this_month(_: re.Match[str], frame: Frame) -> Said:
    return Said(days=unique(frame.today, last_of(frame.today)), grain="month")


def _last_month(_: re.Match[str], frame: Frame) -> Said:
    last = in_days(frame.today.replace(day=1), -1)
    return Said(days=(last.replace(day=1), last), grain="month", is_past=True)


MONTH_PART_RULES: Final[tuple[Rule, ...]] = (
    rule(
        rf"\b(?:el |the |dia |on |by )*(?:primero|1ro|1ero|first|1st|1)(?: dia)?"
        rf" (?:de|del|of) (?:{NEXT_MONTH}|{THIS_MONTH})\b",
        _first,
    ),
    rule(r"\b(?:el |dia |on the |by the )(?:primero|1ro|1ero|first)\b(?! (?:de|of|pago"
        r"|one))(?P<next>)", _first),
    rule(
        r"\b(?:principios?|inicios?|comienzos?|beginning|start|early)"
        rf" {OF}(?:{NEXT_MONTH}|mes|month)\b",
        _about_first,
    ),
    rule(
        rf"\b(?:mediados|mitad|middle|mid)[ -]{OF}(?:{NEXT_MONTH}|mes|month)\b",
        _middle,
    ),
    rule(
        rf"\b(?:a |al |para |quincena de |el |the |by )*(?:fin|fines|final|finales|ultimo dia"
        rf"|ultimo"
        rf"|end|last day) {OF}(?:{NEXT_MONTH}|(?P<name>mes|month"
        rf"|[a-z]{{5,10}}))\b(?! pasado)",
        _end,
    ),
    rule(r"\b(?:eom|month[ -]?end|end of (?:the )?month)\b(?P<next>)(?P<name>)", _end),
    rule(rf"\b(?:en|in|para|hasta|by|for|until|de) {NAMES}\b(?! \d)", _whole_month),
    rule(
        rf"\b(?:(?:el |la )?(?:proximo|otro|siguiente) mes|(?:el )?mes{NEXT_AFTER}"
        r"|(?:the )?(?:next|following) month)\b",
        _next_month,
    ),
    rule(r"\b(?:este mes|this month)\b", _this_month),
    rule(r"\b(?:(?:el )?mes pasado|last month)\b", _last_month),
)  # fmt: skip
