"""Hours of the week in which we may write first, as the policy owner writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from bot.rulefiles.strict import shown, slip

_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")
_DAY_MINUTES: Final = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Minutes after midnight: `opens` is inside, `closes` is not."""

    opens: int
    closes: int

    def holds(self, clock: time) -> bool:
        """Whether `clock` lies inside."""
        return self.opens <= clock.hour * 60 + clock.minute < self.closes


@dataclass(frozen=True, slots=True)
class Week:
    """The hours of each weekday, Monday first; None is a day on which we are silent."""

    days: tuple[Hours | None, ...]

    def allows(self, local: datetime) -> bool:
        """Whether the wall clock of `local` lies inside the hours of its weekday."""
        hours = self.days[local.weekday()]
        return hours is not None and hours.holds(local.time())

    def openings(self, day: date, zone: tzinfo) -> Iterable[datetime]:
        """The moments at which `day` opens in `zone`: two when its clock goes back over it."""
        hours = self.days[day.weekday()]
        if hours is not None:
            opens = datetime.combine(day, time(hours.opens // 60, hours.opens % 60), zone)
            yield from (opens.replace(fold=0), opens.replace(fold=1))

    def is_within(self, other: Week) -> bool:
        """Whether every moment that this week allows is allowed by `other` too."""
        return all(
            own is None or (theirs and theirs.opens <= own.opens and own.closes <= theirs.closes)
            for own, theirs in zip(self.days, other.days, strict=True)
        )


def read_week(raw: object) -> Week:
    """A week from `{mon-fri: 07:00-19:00, sat: 08:00-15:00}`; a day left out is silent."""
    if not isinstance(raw, dict):
        raise slip(f"{shown(raw)} is not a week; write it like {{mon-fri: 08:00-19:00}}")
    days: dict[str, Hours] = {}
    for written, hours in raw.items():
        for weekday in _read_days(written):
            if weekday in days:
                raise slip(f"{weekday} has hours twice")
            days[weekday] = _read_hours(hours)
    return Week(tuple(days.get(weekday) for weekday in _WEEKDAYS))


def _read_days(written: str) -> tuple[str, ...]:
    first, _, last = written.partition("-")
    last = last or first
    if first not in _WEEKDAYS or last not in _WEEKDAYS:
        raise slip(f"'{written}' is not a weekday or a range of them, like sat or mon-fri")
    start, end = _WEEKDAYS.index(first), _WEEKDAYS.index(last)
    if end < start:
        raise slip(f"'{written}' runs backwards; write {last}-{first}, or the days one by one")
    return _WEEKDAYS[start : end + 1]


def _read_hours(raw: object) -> Hours:
    found = _HOURS.fullmatch(raw) if isinstance(raw, str) else None
    if found is None:
        raise slip(f"{shown(raw)} is not a span of hours; write it like 08:00-19:00")
    opens, closes = (int(found[n]) * 60 + int(found[n + 1]) for n in (1, 3))
    if not opens < closes <= _DAY_MINUTES:
        raise slip(f"{shown(raw)} must end after it begins, and by 24:00")
    return Hours(opens=opens, closes=closes)


def days_from(day: date, count: int) -> Iterable[date]:
    """`count` days, `day` first."""
    return (day + timedelta(days=n) for n in range(count))
