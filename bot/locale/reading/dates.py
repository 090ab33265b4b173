"""Reads the days in a free text: every plausible one, given what day is today, and no guess."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from bot.kernel.messages import Language
from bot.locale.reading.amount_words import CORRECTS, REFUSES
from bot.locale.reading.clauses import clause_before
from bot.locale.reading.date_mentions import Phrase, find_phrases
from bot.locale.reading.day_phrases import Frame, Grain
from bot.locale.reading.days import Days
from bot.locale.reading.digits import with_digits

DateBound = Literal["exact", "about", "by", "after"]

_ABOUT: Final = re.compile(
    r"\b(?:como|por ahi|mas o menos|aprox\w*|alrededor|tal vez|talvez|quizas?|around|about|maybe"
    r"|roughly|probably|a mas tardar como)(?: (?:de|del|para|el|the|on|a|al|en))* $"
)
_BY: Final = re.compile(
    r"\b(?:antes|a mas tardar|before|by|no later than)(?: (?:de|del|el|the))* $"
)
_AFTER: Final = re.compile(
    r"\b(?:despues|a partir|pasando|after|from|since|hasta|until|till|antes)(?: (?:de|del|el"
    r"|the))* $"
)
_NOT_BEFORE: Final = re.compile(r"\b(?:hasta|until|till|antes|before)(?: (?:de|del|el|the|a))* $")
_REFUSED_AFTER: Final = re.compile(
    r"\W*(?:no (?:puedo|se puede|podria|me|voy|tengo|,)|no,|i (?:can't|cant)|doesn't work|no way)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention:
    """One day as said. `days` are its plausible meanings, the likeliest first.

    A coarser `grain` (`next week`) gives the first and the last day of what was said. `is_past`
    is a day that is over, as told; `is_refused` one that the person says no to, or has corrected.
    """

    days: Days
    grain: Grain = "day"
    bound: DateBound = "exact"
    is_past: bool = False
    is_refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DateReading:
    """All days of a text, in the order said."""

    mentions: tuple[DateMention, ...] = ()

    @property
    def readings(self) -> Days:
        """Every day ahead that may be meant, each once: what to ask back with."""
        ahead = (m for m in self.mentions if not (m.is_past or m.is_refused))
        return tuple(dict.fromkeys(day for mention in ahead for day in mention.days))

    @property
    def day(self) -> date | None:
        """The one day that a promise can be for; None when there is none, or a doubt."""
        return self.readings[0] if len(self.readings) == 1 else None

    @property
    def past_day(self) -> date | None:
        """The one day told as over ("pagué el lunes"); None when there is none, or several."""
        days = {day for mention in self.mentions if mention.is_past for day in mention.days}
        return days.pop() if len(days) == 1 else None

    @property
    def is_ambiguous(self) -> bool:
        """Whether there is more than one day to ask back with."""
        return len(self.readings) > 1


def read_dates(
    text: str, *, today: date, country: str, language: Language | None = None
) -> DateReading:
    """The days of `text` for a person in `country` for whom it is `today`.

    The `language` decides the order of `12/3` in the US; unknown, the words of the text decide.
    """
    plain = with_digits(text)
    is_spanish = _is_spanish(plain, country) if language is None else language == "es"
    frame = Frame(today=today, country=country, is_spanish=is_spanish)
    phrases = find_phrases(plain, frame)
    last = phrases[-1].start if phrases else 0
    return DateReading(mentions=tuple(_mention(plain, phrase, last) for phrase in phrases))


def _is_spanish(plain: str, country: str) -> bool:
    if country != "US":
        return True
    return _SPANISH.search(plain) is not None


_SPANISH: Final = re.compile(
    r"\b(?:el|la|los|de|del|que|para|pago|pagar|puedo|le|te|les|yo|hasta|antes|dia|por|en|mi|si"
    r"|deposito|abono|mejor|este|con)\b"
)


def _mention(plain: str, phrase: Phrase, last: int) -> DateMention:
    return DateMention(
        days=phrase.said.days,
        grain=phrase.said.grain,
        bound=_bound(plain, phrase),
        is_past=phrase.said.is_past,
        is_refused=not phrase.said.is_past and _is_refused(plain, phrase, last),
    )


def _bound(plain: str, phrase: Phrase) -> DateBound:
    before = plain[: phrase.start].rstrip() + " "
    if REFUSES.search(clause_before(plain, phrase.start)) and _NOT_BEFORE.search(before):
        return "after"
    if _BY.search(before):
        return "by"
    if _AFTER.search(before):
        return "after"
    return "about" if phrase.said.is_about or _ABOUT.search(before) else "exact"


def _is_refused(plain: str, phrase: Phrase, last: int) -> bool:
    before = plain[: phrase.start].rstrip() + " "
    if phrase.start < last and CORRECTS.search(plain, phrase.end, last):
        return True
    if _REFUSED_AFTER.match(plain, phrase.end):
        return True
    refuses = REFUSES.search(clause_before(plain, phrase.start))
    return refuses is not None and _NOT_BEFORE.search(before) is None
