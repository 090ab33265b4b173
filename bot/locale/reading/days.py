"""Calendar sums: month ends, the next such day, weeks, and paydays (the 15th and the last)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

Days = tuple[date, ...]
_MID: Final = 15
_WEEK: Final = 7
_FRIDAY: Final = 4
_MONTHS_AHEAD: Final = 13


def in_days(today: date, count: int) -> date:
    """`count` days on (or back)."""
    return today + timedelta(days=count)


def in_business_days(today: date, count: int) -> date:
    """`count` days on that are no Saturday or Sunday."""
    day = today
    while count:
        day += timedelta(days=1)
        count -= day.weekday() <= _FRIDAY
    return day


def in_months(today: date, count: int) -> date:
    """`count` months on (or back), on the same day or the month's last."""
    year, month = divmod(today.year * 12 + today.month - 1 + count, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def first_of(today: date, *, months: int = 0) -> date:
    """The first day of the month, `months` on."""
    return in_months(today.replace(day=1), months)


def last_of(today: date, *, months: int = 0) -> date:
    """The last day of the month, `months` on."""
    first = first_of(today, months=months)
    return first.replace(day=monthrange(first.year, first.month)[1])


def days_of_month(today: date, number: int, *, is_past: bool = False) -> Days:
    """The next days that are the `number`th: two when that is today, or this month is shorter."""
    if not 1 <= number <= 31:
        return ()
    nearest = _nearest(today, number, is_past=is_past)
    if is_past:
        return (nearest,)
    if nearest == today:
        return (today, *days_of_month(in_days(today, 1), number)[:1])
    short = last_of(today)
    return (short, nearest) if short.day < number else (nearest,)


def _nearest(today: date, number: int, *, is_past: bool) -> date:
    step = -1 if is_past else 1
    months = (first_of(today, months=step * n) for n in range(_MONTHS_AHEAD))
    days = (day for first in months if (day := _in_month(first, number)))
    return next(day for day in days if (day <= today if is_past else day >= today))


def _in_month(first: date, number: int) -> date | None:
    return first.replace(day=number) if number <= last_of(first).day else None


def day_in_year(today: date, month: int, number: int, *, is_past: bool = False) -> date | None:
    """The next (or last) such day of such month; None for the 31st of February."""
    for year in range(8):
        try:
            day = date(today.year + (-year if is_past else year), month, number)
        except ValueError:
            continue
        if day <= today if is_past else day >= today:
            return day
    return None


def weekday_from(today: date, weekday: int) -> date:
    """The first such weekday from today on, which may be today (Monday is 0)."""
    return in_days(today, (weekday - today.weekday()) % _WEEK)


def weekday_after(today: date, weekday: int) -> date:
    """The first such weekday after today."""
    return weekday_from(in_days(today, 1), weekday)


def weekday_before(today: date, weekday: int) -> date:
    """The last such weekday before today."""
    return in_days(weekday_from(today, weekday), -_WEEK)


def week_start(today: date, *, on_sunday: bool) -> date:
    """The first day of today's week."""
    return in_days(today, -((today.weekday() + on_sunday) % _WEEK))


def weekday_of_next_week(today: date, weekday: int, *, on_sunday: bool = False) -> date:
    """Such a weekday of the week after today's."""
    return weekday_from(in_days(week_start(today, on_sunday=on_sunday), _WEEK), weekday)


def paydays(today: date) -> Iterator[date]:
    """Every payday from today on: the 15th and the last of each month."""
    for month in range(12):
        first = first_of(today, months=month)
        yield from (day for day in (first.replace(day=_MID), last_of(first)) if day >= today)


def payday_before(today: date) -> date:
    """The last payday before today."""
    mid = today.replace(day=_MID)
    return mid if mid < today else in_days(today.replace(day=1), -1)


def nth_payday(today: date, count: int) -> date:
    """The `count`th payday after today, at most a year on."""
    after = list(paydays(in_days(today, 1)))
    return after[min(count, len(after)) - 1]
