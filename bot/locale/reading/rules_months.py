"""Days of a month: `el 5`, `este 15`, `3/12`, `5 de marzo`."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from bot.locale.reading.day_phrases import Frame, Rule, Said, rule, said_ahead, unique
from bot.locale.reading.days import day_in_year, days_of_month, first_of, last_of
from bot.locale.reading.month_words import NEXT_MONTH, OF, THIS_MONTH
from bot.locale.reading.months import month_of

_SPOKEN: Final = {"primero": 1, "1ro": 1, "first": 1, "second": 2, "third": 3}
_DAY: Final = r"(?P<day>\d{1,2}|primero|first|second|third)(?:th|st|nd|rd|ero|ro|er|o)?\b"
_YEAR: Final = r"(?:,? (?:de |del |of )?(?P<year>(?:19|20)\d\d)\b)?"
_NO_DAY_AFTER: Final = (
    r"(?![\d/:%]|[.,]\d| ?(?:%|mil\b|pesos|varos|dolares|dollars|bucks|usd|mxn|cop|pagos|abonos"
    r"|cuotas?|mensualidad|meses|semanas|quincenas|dias|payments|installments|months|weeks|days"
    r"|horas|hours|am\b|pm\b|por ?ciento|percent|o'?clock))"
)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _SPOKEN[text]


def _of_month(match: re.Match[str], frame: Frame) -> Said | None:
    days = days_of_month(frame.today, _number(match["day"]), is_past=frame.is_past)
    if match["or"]:
        days += days_of_month(frame.today, int(match["or"]), is_past=frame.is_past)
    return said_ahead(unique(*days), frame)


def _of_next_month(match: re.Match[str], frame: Frame) -> Said | None:
    first = first_of(frame.today, months=1)
    number = _number(match["day"])
    return (
        said_ahead((first.replace(day=min(number, last_of(first).day)),), frame)
        if number
        else None
    )


def _named(match: re.Match[str], frame: Frame) -> Said | None:
    """`5 de marzo`, `March 5`: the next one, or of the year that is said."""
    month = month_of(match["month"])
    if month is None:
        return None
    year = int(match["year"]) if match["year"] else None
    return _figures(frame, day=_number(match["day"]), month=month, year=year)


def _figures(frame: Frame, *, day: int, month: int, year: int | None) -> Said | None:
    found = _date(frame, day=day, month=month, year=year)
    return said_ahead((found,), frame) if found else None


def _date(frame: Frame, *, day: int, month: int, year: int | None) -> date | None:
    if not 1 <= month <= 12:
        return None
    if year is None:
        return day_in_year(frame.today, month, day, is_past=frame.is_past)
    try:
        return date(_full_year(year), month, day)
    except ValueError:
        return None


def _full_year(year: int) -> int:
    """`26` is 2026, `91` is 1991."""
    return year if year > 99 else year + (2000 if year < 50 else 1900)


def _slashed(match: re.Match[str], frame: Frame) -> Said | None:
    """`3/12` in the country's order; both where people follow two, as in Spanish in the US."""
    first, second = int(match["first"]), int(match["second"])
    year = int(match["year"]) if match["year"] else None
    day_first = _date(frame, day=first, month=second, year=year)
    month_first = _date(frame, day=second, month=first, year=year)
    if frame.country == "US":
        order = [month_first, day_first if frame.is_spanish or month_first is None else None]
    else:
        order = [day_first, month_first if day_first is None else None]
    return said_ahead(unique(*(day for day in order if day)), frame)


def _iso(match: re.Match[str], frame: Frame) -> Said | None:
    year, month, day = (int(match[name]) for name in ("year", "month", "day"))
    return _figures(frame, day=day, month=month, year=year)


_MONTH: Final = r"(?P<month>[a-z]{3,10})\b\.?"
_BEFORE_DAY: Final = (
    r"(?:\b(?:el|este|esta|dia|the|del|al|next|proximo|los|quincena del?|quincena) (?:dia )?)"
)
MONTH_RULES: Final[tuple[Rule, ...]] = (
    rule(
        rf"{_BEFORE_DAY}(?P<day>\d{{1,2}})(?:th|st|nd|rd)?\b(?: ?(?:o|u|or) (?:el |the )?"
        rf"(?P<or>\d{{1,2}})(?:th)?\b)?(?: (?:de|del|of) {THIS_MONTH}\b)?{_NO_DAY_AFTER}",
        _of_month,
    ),
    rule(
        r"\b(?<!\d/)(?P<day>\d{1,2})(?:th|st|nd"
        r"|rd)\b(?: ?(?:or) (?:the )?(?P<or>\d{1,2})(?:th)?\b)?",
        _of_month,
    ),
    rule(
        r"^\W*(?:(?:on|para|pa|en|by) )?(?<!\$)(?P<day>\d{1,2})(?: ?(?:o|u|or) (?P<or>\d{1,2}))?"
        r"[^\w%$]*$",
        _of_month,
    ),
    rule(
        r"\b(?P<day>\d{1,2}) (?:de|del|of) (?:este mes|the month|this month|cada mes)\b(?P<or>)",
        _of_month,
    ),
    rule(rf"\b(?:el |the )?{_DAY} (?:de|del|of) {NEXT_MONTH}", _of_next_month),
    rule(rf"\b(?:el |the |dia )?{_DAY} ?{OF}{_MONTH}{_YEAR}", _named),
    rule(rf"\b{_MONTH} (?:the )?{_DAY}{_NO_DAY_AFTER}{_YEAR}", _named),
    rule(
        r"(?<![\d/.,$])(?P<first>\d{1,2}) ?(?P<mark>[/-]) ?(?P<second>\d{1,2})"
        r"(?:(?P=mark)(?P<year>(?:19|20)\d\d|\d\d))?(?![\d/%]|[.,]\d)",
        _slashed,
    ),
    rule(
        r"(?<![\d.,])(?P<first>\d{1,2})\.(?P<second>\d{1,2})\.(?P<year>(?:19|20)\d\d|\d\d)\b",
        _slashed,
    ),
    rule(r"\b(?P<first>\d{1,2}) del (?P<second>1[0-2]"
        r"|0?[1-9])\b(?: del (?P<year>20\d\d))?", _slashed),
    rule(r"\b(?P<year>20\d\d)-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b", _iso),
)  # fmt: skip
