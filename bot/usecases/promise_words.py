"""Reads a promise in what a person says: which day, how much, or neither. Pure, and no guess."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.kernel.messages import Language
from bot.kernel.money import Money
from bot.locale.reading.amounts import read_amounts
from bot.locale.reading.dates import DateReading, read_dates
from bot.locale.reading.terms import read_terms
from bot.usecases.choices import plain_words

# "el 10 de noviembre", said on the 21st, is no promise for next year.
_JUST_PAST: Final = timedelta(days=60)
_MOST_ASKED: Final = 3
_ALL: Final = re.compile(
    r"\b(?:todo(?! bien| el mes| lo (?:vencid|atrasad))|el total|completo|por completo"
    r"|all of it|it all|everything|in full|the full|whole thing)\b"
)


_SETTLES: Final = re.compile(
    r"\b(?:cerr\w+|liquid\w+|finiquit\w+|descuent\w+|rebaj\w+|quit\w+|perdon\w+|condon\w+"
    r"|paz y salvo|ya no debo|en cero|settl\w+|clos\w+|discount\w*|waiv\w+|forgiv\w+|knock"
    r"|call it|done with|be done|square|even|paid off|pay off|wipe)\b"
)


def settles(words: str) -> bool:
    """Whether a sum is named to be done with the debt, which is for the policy to allow."""
    return _SETTLES.search(plain_words(words)) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseSaid:
    """What was said; several `days` or `amounts` are the readings of a doubt, to be asked back.

    `is_past`: the day named is over. `wants_all`: everything that is owed. `is_plan`: more than
    one payment is spoken of, which is no promise but an arrangement.
    """

    days: tuple[date, ...] = ()
    amounts: tuple[Money, ...] = ()
    wants_all: bool = False
    is_past: bool = False
    is_plan: bool = False

    @property
    def day(self) -> date | None:
        """The one day said."""
        return self.days[0] if len(self.days) == 1 else None

    @property
    def amount(self) -> Money | None:
        """The one amount said."""
        return self.amounts[0] if len(self.amounts) == 1 else None

    @property
    def is_empty(self) -> bool:
        """Whether nothing of a promise was said."""
        return not (self.days or self.amounts or self.wants_all or self.is_past)


def read_promise(
    words: str,
    *,
    today: date,
    country: str,
    language: Language,
    currency: str,
    reference: Money | None = None,
) -> PromiseSaid:
    """The promise in `words`; `reference` is what a half would be half of."""
    dates = read_dates(words, today=today, country=country, language=language)
    amounts = read_amounts(words, currency=currency, country=country, reference=reference)
    days = _exact_days(dates)
    ahead = tuple(day for day in days if not _was_lately(day, today))
    is_lone_number = bool(days) and re.fullmatch(r"\W*\d{1,2}\W*", words) is not None
    return PromiseSaid(
        days=ahead[:_MOST_ASKED],
        amounts=() if is_lone_number else amounts.readings[:_MOST_ASKED],
        wants_all=not amounts.readings and _ALL.search(plain_words(words)) is not None,
        is_past=not ahead and (bool(days) or dates.past_day is not None),
        is_plan=amounts.leaves_rest or any(count > 1 for count in read_terms(words).counts),
    )


def _exact_days(dates: DateReading) -> tuple[date, ...]:
    """The days ahead; a week or a month names none."""
    exact = [m for m in dates.mentions if m.grain == "day" and not (m.is_past or m.is_refused)]
    return tuple(dict.fromkeys(day for mention in exact for day in mention.days))


def _was_lately(day: date, today: date) -> bool:
    """Whether the same day a year before has just gone by."""
    a_year_before = day - timedelta(days=365)
    return today - _JUST_PAST <= a_year_before < today
