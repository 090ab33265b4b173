"""Which days are holidays: the `holidays` library, and what the policy owner adds or takes away.

The library answers an empty year outside the range it knows, and refuses a country that it does
not know. Both raise here: who cannot tell a holiday must not take the day for a working one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import holidays

from bot.kernel.errors import Permanent
from bot.rulefiles.strict import shown, slip

_MONTH_DAY: Final = re.compile(r"(\d{2})-(\d{2})")
_LEAP_YEAR: Final = 2028


class CalendarUnknown(Permanent):
    """The holidays of this country and year cannot be computed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day of one year, or of every year when `year` is None."""

    year: int | None
    month: int
    day: int

    def is_on(self, day: date) -> bool:
        """Whether `day` is this day."""
        return (self.month, self.day) == (day.month, day.day) and self.year in (None, day.year)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The holidays of one country, and of the state in it where the library knows it."""

    country: str
    state: str | None = None
    extra: tuple[Day, ...] = ()
    removed: tuple[Day, ...] = ()

    def is_holiday(self, day: date) -> bool:
        """Whether `day` is one. Raises CalendarUnknown for a year that cannot be computed."""
        computed = _computed(self.country, self.state, day.year)
        if any(removed.is_on(day) for removed in self.removed):
            return False
        return day in computed or any(extra.is_on(day) for extra in self.extra)

    def business_days_after(self, day: date, count: int) -> date:
        """The day `count` working days (Monday to Friday, no holiday) after `day`.

        In a year that cannot be computed no holiday is taken off: it then comes too early, which
        for an answer that we owe is the safe side.
        """
        while count:
            day += timedelta(days=1)
            count -= self._is_working(day)
        return day

    def business_day_before(self, day: date) -> date:
        """The last working day before `day`; where no holiday can be computed, none is skipped."""
        day -= timedelta(days=1)
        while not self._is_working(day):
            day -= timedelta(days=1)
        return day

    def _is_working(self, day: date) -> bool:
        try:
            return day.weekday() < 5 and not self.is_holiday(day)
        except CalendarUnknown:
            return True


def read_day(raw: object) -> Day:
    """A day written `2026-12-12`, or `12-12` for every year."""
    if isinstance(raw, date):
        return Day(year=raw.year, month=raw.month, day=raw.day)
    found = _MONTH_DAY.fullmatch(raw) if isinstance(raw, str) else None
    try:
        if found is not None:
            date(_LEAP_YEAR, int(found[1]), int(found[2]))
            return Day(year=None, month=int(found[1]), day=int(found[2]))
    except ValueError:
        pass
    raise slip(f"{shown(raw)} is not a day; write it like 2026-12-12, or 12-12 for every year")


@lru_cache(maxsize=256)
def _computed(country: str, state: str | None, year: int) -> frozenset[date]:
    try:
        known = holidays.country_holidays(country, expand=False)
    except NotImplementedError as error:
        raise CalendarUnknown(f"the holidays of {country!r} are not known") from error
    if not known.start_year <= year <= known.end_year:
        raise CalendarUnknown(f"the holidays of {country} in {year} are not known")
    subdivision = state if state in known.subdivisions else None
    found = holidays.country_holidays(country, subdiv=subdivision, years=year, expand=False)
    days = frozenset(day for day in found if day.year == year)
    if not days:
        raise CalendarUnknown(f"no holiday of {country} in {year} is known")
    return days
