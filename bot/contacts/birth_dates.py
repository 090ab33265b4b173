"""Birth dates as people write or say them; every plausible reading, the country's usual first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.contacts.factor_message import Link, Message

# Nobody who signed for a debt is younger, nobody who writes to us is older.
_YOUNGEST, _OLDEST = 14, 110
_LAST_DAY: Final = 31
_SEPARATORS: Final = frozenset({"/", "-", ".", "\\", "|"})
# Where a month is named, in the order in which people put the three; years first have four digits.
_NAMED_ORDERS: Final = ("dmy", "mdy", "ymd", "ydm", "myd")


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """What decides a reading: which order is usual in the `country`, and what day is `today`."""

    country: str
    today: date

    def readings(self, first: str, second: str, third: str) -> list[date]:
        """Three figures as dates: month or day first, or a year when it can be nothing else."""
        if len(first) == 4 or int(first) > _LAST_DAY:
            return self.dates(day=third, month=second, year=first)
        day_first = self.dates(day=first, month=second, year=third)
        month_first = self.dates(day=second, month=first, year=third)
        return _unique(
            month_first + day_first if self.country == "US" else day_first + month_first
        )

    def dates(self, *, day: str, month: str, year: str) -> list[date]:
        """The plausible birth dates of these figures; two-digit years may be of either century."""
        if len(day) > 2 or len(month) > 2 or len(year) not in {2, 4}:
            return []
        years = [int(year)] if len(year) == 4 else [1900 + int(year), 2000 + int(year)]
        found = (_date(number, int(month), int(day)) for number in years)
        return [on for on in found if on is not None and self._is_plausible(on)]

    def _is_plausible(self, on: date) -> bool:
        return _YOUNGEST <= self.today.year - on.year <= _OLDEST


def read_written(message: Message, calendar: Calendar) -> list[date]:
    """Dates nobody could mistake: with separators, or with the month's name. Marks them read."""
    return _unique([*_separated(message, calendar), *_named(message, calendar)])


def read_spoken(message: Message, calendar: Calendar) -> list[date]:
    """Three unread numbers one after the other, or eight unread digits. Marks them read."""
    found: list[date] = []
    for chain in message.chains():
        for links in _triples(chain):
            if all(link.month is None for link in links) and _are_unread(message, links):
                texts = [message.tokens[link.at].text for link in links]
                found += _take(message, links, calendar.readings(*texts))
    return _unique([*found, *read_digits(message, calendar, length=8)])


def read_digits(message: Message, calendar: Calendar, *, length: int) -> list[date]:
    """Exactly `length` (6 or 8) unread digits, typed or run together, that are a date."""
    found: list[date] = []
    for run in [*((at,) for at in sorted(message.unread)), *message.runs()]:
        digits = message.digits(run)
        if len(digits) != length or not message.unread.issuperset(run):
            continue
        year_last = calendar.readings(digits[:2], digits[2:4], digits[4:])
        year_first = calendar.readings(digits[:4], digits[4:6], digits[6:]) if length == 8 else []
        found += _take(message, [Link(at=at) for at in run], [*year_first, *year_last])
    return _unique(found)


def _separated(message: Message, calendar: Calendar) -> Iterator[date]:
    for first in range(len(message.tokens) - 2):
        links = [Link(at=at) for at in range(first, first + 3)]
        gaps = {message.gap(first), message.gap(first + 1)}
        if len(gaps) == 1 and gaps <= _SEPARATORS and _are_unread(message, links):
            texts = [message.tokens[link.at].text for link in links]
            yield from _take(message, links, calendar.readings(*texts))


def _named(message: Message, calendar: Calendar) -> Iterator[date]:
    chains = [chain for chain in message.chains() if any(link.month for link in chain)]
    for order in _NAMED_ORDERS:
        for links in (links for chain in chains for links in _triples(chain)):
            numbers = [link for link in links if link.month is None]
            if _has_shape(links, order) and _are_unread(message, numbers):
                parts = dict(zip(order, (_figure(message, link) for link in links), strict=True))
                if order in {"dmy", "mdy"} or len(parts["y"]) == 4:
                    dates = calendar.dates(day=parts["d"], month=parts["m"], year=parts["y"])
                    yield from _take(message, numbers, dates)


def _triples(chain: tuple[Link, ...]) -> Iterator[tuple[Link, Link, Link]]:
    yield from zip(chain, chain[1:], chain[2:], strict=False)


def _has_shape(links: Iterable[Link], order: str) -> bool:
    return all(
        (link.month is not None) == (part == "m") for link, part in zip(links, order, strict=True)
    )


def _figure(message: Message, link: Link) -> str:
    return message.tokens[link.at].text if link.month is None else str(link.month)


def _are_unread(message: Message, links: Iterable[Link]) -> bool:
    return all(link.at in message.unread for link in links)


def _take(message: Message, links: Iterable[Link], dates: list[date]) -> list[date]:
    if dates:
        message.unread -= {link.at for link in links}
    return dates


def _unique(dates: Iterable[date]) -> list[date]:
    return list(dict.fromkeys(dates))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
