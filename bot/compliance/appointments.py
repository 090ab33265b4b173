"""When a person who asked to be called may be called: in their country's hours. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.compliance.calendar import CalendarUnknown
from bot.compliance.hours import Hours
from bot.compliance.outreach import Rules

# A call that begins then still ends within the hours.
_LONGEST_CALL: Final = timedelta(minutes=30)
_DAYS_AROUND: Final = 14


def nearest_allowed(
    rules: Rules, wanted: datetime, *, now: datetime, zone: str
) -> datetime | None:
    """`wanted` itself where the rules allow it, else the allowed moment nearest to it.

    A closed day gives way to the nearest open one at the same hour, the later of two. None when
    there is none within two weeks.
    """
    local = wanted.astimezone(ZoneInfo(zone))
    for day in _by_distance(local.date()):
        hours = rules.hours.days[day.weekday()]
        if hours is None or _is_silent(rules, day):
            continue
        at = _within(hours, local.replace(year=day.year, month=day.month, day=day.day))
        if at > now:
            return at
    return None


def _by_distance(day: date) -> Iterator[date]:
    yield day
    for count in range(1, _DAYS_AROUND):
        yield day + timedelta(days=count)
        yield day - timedelta(days=count)


def _within(hours: Hours, at: datetime) -> datetime:
    """`at`, or the hour of its day that is nearest to it and inside."""
    if hours.holds(at.time()):
        return at
    opens = _on(at, hours.opens)
    return opens if at < opens else _on(at, hours.closes) - _LONGEST_CALL


def _on(day: datetime, minutes: int) -> datetime:
    midnight = datetime.combine(day.date(), time.min, day.tzinfo)
    return midnight + timedelta(minutes=minutes)


def _is_silent(rules: Rules, day: date) -> bool:
    if not rules.is_silent_on_holidays:
        return False
    try:
        return rules.calendar.is_holiday(day)
    except CalendarUnknown:
        return True
