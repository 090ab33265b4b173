"""Reads the terms that a person names: amounts, payments, rhythm and days, as one ask. Pure.

What can be read in two ways gives two asks: it is asked back, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice, product
from typing import Final

from bot.kernel.messages import Language
from bot.kernel.money import Money
from bot.ledger.service import PlanTerms
from bot.locale.reading.amounts import AmountMention, AmountReading, read_amounts
from bot.locale.reading.dates import read_dates
from bot.locale.reading.digits import with_digits
from bot.locale.reading.terms import read_terms
from bot.policy.blocks import Every
from bot.policy.counter import Ask

_MOST_READINGS: Final = 3
_UNIT: Final = r"(?:pagos|abonos|cuotas|mensualidades|meses|payments|installments|months)"
_INSTEAD: Final = r"(?:en vez de|en lugar de|instead of|rather than)"
# "en vez de 3 pagos que sean 8" is about 8 of them.
_NOT_THIS_BUT: Final = re.compile(
    rf"\b{_INSTEAD} \d+ ({_UNIT}),? (?:que sean|mejor|make it|do) (\d+)\b"
)
# "en 6 está bien": as many payments.
_COUNT_ALONE: Final = re.compile(
    r"\b(?:en|in) (\d{1,2})"
    r"(?= (?:esta|va|si|ok|por|porfa\w*|mejor|me|then|please|is|works|sounds)\b)"
)
# What is only mentioned to say that it is too much: "1200 es mucho", "instead of 70".
_NOT_WANTED: Final = re.compile(
    rf"\b{_INSTEAD} (?:los |las |the )?\$?\d[\d.,]*(?: mil)?(?: {_UNIT})?"
    r"|\$?\d[\d.,]*(?: mil)? (?:es|son|is|are) (?:\w+ )?(?:mucho|demasiado|alto|caro|much|high)\b"
)
_MONTHS_LONG: Final = re.compile(
    r"\b(?:(?:en|a|in|over|for|por) )?\d+ (?:meses|quincenas|months)\b"
)
_WEEKS_AHEAD: Final = re.compile(r"\b(?:en|in|dentro de) \d+ (?:semanas?|weeks?)\b")
_LESS: Final = re.compile(r"(?:%|por ?ciento|percent|pct) (?:menos|less)\b")
_THEN: Final = re.compile(r"\b(?:y|and|luego|despues|then)\b")
_RHYTHMS: Final[Mapping[str, Every]] = {
    "week": "week",
    "fortnight": "fortnight",
    "payday": "fortnight",
    "month": "month",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What words are said about: the debt, the account's day, the person's place and language.

    `open_terms` are those that wait for a yes: what is said may change a part of them.
    """

    owed: Money
    today: date
    country: str
    language: Language
    open_terms: PlanTerms | None = None


def read_asks(said: str, about: Situation) -> tuple[Ask, ...]:
    """Every plausible meaning of `said` as terms: one is clear; none, no terms were named."""
    plain = _NOT_WANTED.sub(" ", _NOT_THIS_BUT.sub(r"\2 \1", with_digits(said)))
    plain = _COUNT_ALONE.sub(r"\1 pagos", plain)
    amounts = read_amounts(
        plain, currency=about.owed.currency, country=about.country, reference=about.owed
    )
    terms = read_terms(_WEEKS_AHEAD.sub(" ", plain))
    every = _RHYTHMS[terms.every] if terms.every else None
    counts, days = terms.counts, _days(plain, about, has_count=bool(terms.counts))
    if _leaves_rest(amounts):
        counts, days = counts or (2,), ()  # a part now, the rest some day
    elif not counts and len(days) > 1 and _THEN.search(plain):
        counts, days = (len(days),), (min(days),)
    sums = _sums(plain, amounts, about, counts=counts, every=every)
    asks = (
        _completed(replace(sum_, payments=count, every=every, first_on=day), about)
        for sum_, count, day in product(sums, counts or (None,), days or (None,))
    )
    return tuple(islice(dict.fromkeys(ask for ask in asks if ask != Ask()), _MOST_READINGS))


def said_otherwise(ask: Ask, terms: PlanTerms, *, sooner_is_same: bool) -> bool:
    """Whether `ask` wants something else than `terms`; who pays sooner may want the same."""
    first = terms.installments[0]
    sums = {terms.total, terms.discount, *(part.amount for part in terms.installments)}
    is_other_sum = any(one is not None and one not in sums for one in _said_sums(ask))
    is_other_day = ask.first_on not in (None, first.due_on)
    if sooner_is_same and ask.first_on is not None:
        is_other_day = ask.first_on > first.due_on
    is_other_count = ask.payments not in (None, len(terms.installments))
    return is_other_sum or is_other_day or is_other_count or ask.every is not None


def agrees(said: Ask, reading: Ask) -> bool:
    """Whether everything in `said` is in `reading` too: "mil quinientos" after "1.500 al mes"."""
    sums = {one for one in _said_sums(said) if one is not None}
    return (
        sums <= set(_said_sums(reading))
        and said.payments in (None, reading.payments)
        and said.first_on in (None, reading.first_on)
    )


def _said_sums(ask: Ask) -> tuple[Money | None, ...]:
    return (ask.total, ask.discount, ask.each)


def _days(plain: str, about: Situation, *, has_count: bool) -> tuple[date, ...]:
    """The first days that may be meant; how long a plan lasts is no day."""
    return read_dates(
        _MONTHS_LONG.sub(" ", plain) if has_count else plain,
        today=about.today,
        country=about.country,
        language=about.language,
    ).readings


def _sums(
    plain: str,
    reading: AmountReading,
    about: Situation,
    *,
    counts: tuple[int, ...],
    every: Every | None,
) -> list[Ask]:
    """The sums that may be meant, each as what it is of; one empty ask when none was named."""
    offered = [m for m in reading.offered if not (m.share == 1 and (counts or every))]
    off = [m for m in reading.mentions if m.is_discount and not m.is_refused]
    each = [m for m in offered if m.is_each]
    whole = [] if _leaves_rest(reading) else [m for m in offered if not _is_count(m, counts)]
    if off and not offered:
        return [Ask(discount=sum_) for sum_ in _own(off, about) if sum_ < about.owed] or [Ask()]
    if _LESS.search(plain):
        return [Ask(discount=sum_) for sum_ in _own(whole, about)]
    if each and counts != (1,):
        return [Ask(each=sum_) for sum_ in _own(each, about)] or [Ask()]
    is_part = _Part(about=about, count=counts[0] if counts else None, every=every)
    sums = [Ask(each=s) if is_part.of(s) else Ask(total=s) for s in _own(whole, about)]
    return sums or [Ask()]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """Tells a sum to be paid each time from one that is to close the account."""

    about: Situation
    count: int | None
    every: Every | None

    def of(self, said: Money) -> bool:
        """Whether `said` is paid each time: by its rhythm, its count, or the plan spoken of."""
        if self.count == 1:
            return False
        owed, terms = self.about.owed.amount_minor, self.about.open_terms
        if self.count is not None:
            in_all = said.amount_minor * self.count
            return abs(in_all - owed) < abs(said.amount_minor - owed)
        if self.every is not None:
            return True
        is_plan = terms is not None and terms.kind == "plan"
        return is_plan and terms is not None and said <= max(i.amount for i in terms.installments)


def _leaves_rest(reading: AmountReading) -> bool:
    """A part now and the rest later: said so, or as parts that are everything."""
    shares = [mention.share for mention in reading.offered if mention.share is not None]
    is_everything = len(shares) > 1 and sum(shares) == 1
    return is_everything or (reading.leaves_rest and bool(reading.offered))


def _own(mentions: Sequence[AmountMention], about: Situation) -> list[Money]:
    """The values in the debt's own currency, each once."""
    said = (value for mention in mentions for value in mention.values)
    return list(dict.fromkeys(v for v in said if v.currency == about.owed.currency))


def _is_count(mention: AmountMention, counts: tuple[int, ...]) -> bool:
    """Whether the figure is the count itself: "la de 4" is four payments, not four pesos."""
    return mention.share is None and any(value.to_decimal() in counts for value in mention.values)


def _completed(ask: Ask, about: Situation) -> Ask:
    """A day or a rhythm alone changes the terms that are open; a new count keeps their day."""
    if ask.first_on == about.today and ask != Ask(first_on=ask.first_on):
        ask = replace(ask, first_on=None)  # "pago hoy" hurries, and is always welcome
    terms = about.open_terms
    if terms is None or ask == Ask():
        return ask
    is_plan, begins = terms.kind == "plan", terms.installments[0].due_on
    if ask == Ask(first_on=ask.first_on, every=ask.every) and (is_plan or ask.every is None):
        count = len(terms.installments) if is_plan else None
        return replace(ask, kind=terms.kind, payments=count)
    if is_plan and ask.first_on is None and (ask.payments or 0) > 1 and begins >= about.today:
        return replace(ask, first_on=begins)
    return ask
