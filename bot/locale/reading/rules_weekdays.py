"""Weekdays, weeks and weekends: `el viernes`, `next Friday`, `este finde`."""

from __future__ import annotations

import re
from typing import Final

from bot.locale.reading.amount_words import MONTHS
from bot.locale.reading.day_phrases import (
    NEXT_AFTER,
    NEXT_BEFORE,
    WEEKDAY,
    Frame,
    Rule,
    Said,
    rule,
    unique,
    weekday_of,
)
from bot.locale.reading.days import (
    days_of_month,
    in_days,
    week_start,
    weekday_after,
    weekday_before,
    weekday_from,
    weekday_of_next_week,
)

_FRIDAY, _SATURDAY = 4, 5
_WEEKEND: Final = r"(?:fin de semana|finde|fds|weekend|wknd)"
_THE: Final = r"(?:(?:el|la|los|the|on|this|este|esta|para|dia) )*"


def _is_sunday_first(frame: Frame) -> bool:
    return frame.country == "US" and not frame.is_spanish


def _plain(match: re.Match[str], frame: Frame) -> Said:
    """`el viernes`: the coming one; said on a Friday, today or in a week."""
    weekday = weekday_of(match)
    if frame.is_past:
        return _last(match, frame)
    coming = weekday_from(frame.today, weekday)
    days = (coming, in_days(coming, 7)) if coming == frame.today else (coming,)
    return Said(days=days, weekday=weekday)


def _with_number(match: re.Match[str], frame: Frame) -> Said | None:
    """`viernes 13`: the day that is both; when there is none soon, either, to be asked back."""
    if match["weekday"].rstrip(".") == "mar" and not frame.is_spanish:
        return None  # March
    weekday = weekday_of(match)
    days = days_of_month(frame.today, int(match["day"]), is_past=frame.is_past)
    both = tuple(day for day in days if day.weekday() == weekday)
    if frame.is_past or not days:
        return Said(days=both, is_past=True) if both else None
    return Said(days=both or unique(*days, weekday_from(frame.today, weekday)))


def _coming(match: re.Match[str], frame: Frame) -> Said:
    weekday = weekday_of(match)
    return Said(days=(weekday_after(frame.today, weekday),), weekday=weekday)


def _next(match: re.Match[str], frame: Frame) -> Said:
    """The first one to come, or next week's: people differ wherever these two do."""
    weekday = weekday_of(match)
    coming = weekday_after(frame.today, weekday)
    of_next_week = weekday_of_next_week(frame.today, weekday, on_sunday=_is_sunday_first(frame))
    is_english = re.search(r"next|nxt|following", match[0]) is not None
    days = (of_next_week, coming) if is_english else (coming, of_next_week)
    return Said(days=unique(*days), weekday=weekday)


def _other(match: re.Match[str], frame: Frame) -> Said:
    """`el otro viernes`: mostly the one after the coming one."""
    weekday = weekday_of(match)
    coming = weekday_after(frame.today, weekday)
    return Said(days=(in_days(coming, 7), coming), weekday=weekday)


def _in_eight(match: re.Match[str], frame: Frame) -> Said:
    weekday = weekday_of(match)
    return Said(days=(in_days(weekday_after(frame.today, weekday), 7),), weekday=weekday)


def _of_next_week(match: re.Match[str], frame: Frame) -> Said:
    weekday = weekday_of(match)
    return Said(days=(weekday_of_next_week(frame.today, weekday),), weekday=weekday)


def _last(match: re.Match[str], frame: Frame) -> Said:
    weekday = weekday_of(match)
    return Said(days=(weekday_before(frame.today, weekday),), weekday=weekday, is_past=True)


def _weekend(_: re.Match[str], frame: Frame) -> Said:
    saturday = in_days(week_start(frame.today, on_sunday=False), _SATURDAY)
    days = unique(max(saturday, frame.today), in_days(saturday, 1))
    return Said(days=days, grain="weekend" if len(days) > 1 else "day")


def _next_weekend(_: re.Match[str], frame: Frame) -> Said:
    """This week's weekend or the one after, by their Saturdays; at a weekend, the one after."""
    this = in_days(week_start(frame.today, on_sunday=False), _SATURDAY)
    after = in_days(this, 7)
    if this <= frame.today:
        return Said(days=(after, in_days(after, 1)), grain="weekend")
    return Said(days=(this, in_days(this, 1), after, in_days(after, 1)), grain="weekend")


def _this_week(_: re.Match[str], frame: Frame) -> Said:
    friday = in_days(week_start(frame.today, on_sunday=False), _FRIDAY)
    return Said(days=unique(frame.today, max(friday, frame.today)), grain="week")


def _next_week(_: re.Match[str], frame: Frame) -> Said:
    monday = in_days(week_start(frame.today, on_sunday=False), 7)
    return Said(days=(monday, in_days(monday, _FRIDAY)), grain="week")


def _week_end(_: re.Match[str], frame: Frame) -> Said:
    return Said(days=(weekday_from(frame.today, _FRIDAY),), is_about=True)


_NEXT_WEEK: Final = (
    rf"(?:(?:de |en )?(?:la )?(?:(?:proxima|otra|siguiente) semana|semana{NEXT_AFTER})"
    r"|(?:of )?(?:next|the following) week|nxt week)"
)
WEEKDAY_RULES: Final[tuple[Rule, ...]] = (
    rule(rf"\b{_THE}{WEEKDAY}", _plain),
    rule(
        rf"\b{_THE}{WEEKDAY},? (?:(?:el|dia|the) )*(?P<day>\d{{1,2}})(?:th|st|nd|rd)?\b"
        rf"(?![/:%-]|[.,]\d| ?(?:de |del |of )?{MONTHS}\b| (?:de|del|of) (?:el |the )?(?:mes|month"
        r"|proximo|next|otro|que)| ?(?:mil|pesos|pagos|cuotas|am|pm|dias|dollars|bucks)\b)",
        _with_number,
    ),
    rule(rf"\b(?:this coming|este proximo|the coming) {WEEKDAY}", _coming),
    rule(rf"\b{NEXT_BEFORE} {WEEKDAY}", _next),
    rule(rf"\b{_THE}{WEEKDAY}{NEXT_AFTER}", _next),
    rule(rf"\b(?:el )?otro {WEEKDAY}", _other),
    rule(rf"\b(?:(?:del?|este|el|de este) )*{WEEKDAY} en 8\b(?: dias)?", _in_eight),
    rule(rf"\b(?:a|1) week (?:from|after) (?:this )?{WEEKDAY}", _in_eight),
    rule(rf"\b{_THE}{WEEKDAY},? {_NEXT_WEEK}", _of_next_week),
    rule(rf"\b{_NEXT_WEEK},? (?:el |on )?{WEEKDAY}", _of_next_week),
    rule(rf"\b(?:el )?{WEEKDAY} pasado\b", _last),
    rule(rf"\blast {WEEKDAY}", _last),
    rule(rf"\b{_THE}(?:{_WEEKEND})\b", _weekend),
    rule(
        rf"\b(?:{NEXT_BEFORE} {_WEEKEND}|(?:el )?otro {_WEEKEND}|{_WEEKEND}{NEXT_AFTER})\b",
        _next_weekend,
    ),
    rule(r"\b(?:esta (?:misma )?semana|this week)\b", _this_week),
    rule(rf"\b{_NEXT_WEEK}\b", _next_week),
    rule(
        r"\b(?:end of (?:the |this )?week|eow|(?:fin|final|finales) de (?:la|esta) semana)\b",
        _week_end,
    ),
)
