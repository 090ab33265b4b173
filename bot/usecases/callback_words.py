"""Reads when and where somebody wants to be called. Pure, and no guess."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from bot.kernel.messages import Language
from bot.locale.reading.dates import read_dates
from bot.locale.reading.hours import HourBound, read_hour
from bot.usecases.phone_words import read_phone

_MOST_ASKED: Final = 3
# Further ahead nobody arranges a call: it is some other date.
_FURTHEST: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackSaid:
    """What was said: `days` are the readings, `hours` too, the likeliest hour first.

    `phone` is canonical; `is_number_wrong` when figures were given that nobody can be called on.
    """

    days: tuple[date, ...] = ()
    hours: tuple[time, ...] = ()
    bound: HourBound = "at"
    phone: str | None = None
    is_number_wrong: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether neither a day nor an hour nor a number was said."""
        return not (self.days or self.hours or self.phone)


def read_callback(
    words: str, *, today: date, country: str, language: Language, is_asked: bool
) -> CallbackSaid:
    """Day, hour and number in `words`; `is_asked`: a number alone answers our question."""
    number = read_phone(words, country)
    hour = read_hour(number.rest, is_asked=is_asked)
    mentions = read_dates(number.rest, today=today, country=country, language=language).mentions
    exact = [m for m in mentions if m.grain == "day" and not (m.is_past or m.is_refused)]
    ahead = (day for mention in exact for day in mention.days if day - today <= _FURTHEST)
    days = dict.fromkeys(ahead)
    is_lone_number = re.fullmatch(r"\W*\d{1,2}\W*", number.rest) is not None
    return CallbackSaid(
        days=() if is_lone_number else tuple(days)[:_MOST_ASKED],
        hours=hour.hours,
        bound=hour.bound,
        phone=number.phone,
        is_number_wrong=number.is_wrong,
    )
