"""Reads how many payments and how often: `4 pagos`, `en tres quincenas`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from bot.locale.reading.digits import with_digits

Every = Literal["week", "fortnight", "payday", "month"]

_MOST: Final = 120
_N: Final = r"(?P<low>\d{1,3})(?: ?(?:o|u|or|a|to|-|y|and) ?(?P<high>\d{1,3}))?"
_PAYMENTS: Final = (
    r"(?:pagos|pagitos|abonos|cuotas|mensualidades|parcialidades|partes|exhibiciones"
    r"|payments|installments|instalments|pmts|parts|pieces|chunks|msi)\b"
)
_PERIODS: Final[dict[str, Every]] = {
    "semana": "week", "week": "week", "quincena": "payday", "mes": "month", "month": "month",
    "mensualidad": "month", "msi": "month",
}  # fmt: skip
_COUNTS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_N} (?:\w+ )?{_PAYMENTS}",
        rf"\b(?:en|a|in|over|por|durante|for|entre|between|de) (?:unas |unos "
        rf"|like )?{_N} (?:semanas|quincenas|meses|weeks|months)\b",
        rf"\b(?:dividi\w+|partir\w*|divid\w+|split|break|spread)(?: \w+){{0,2}} (?:en|in|into"
        rf"|over|entre) {_N}\b",
        rf"\ben {_N}(?! ?(?:\w|%|[/:]))",
        rf"\b(?:la|el|los|las|the one|the) (?:de|of|with) {_N}(?! ?[\d%])(?= *(?:$|[a-z,.!?]))",
        r"\b(?P<low>\d{1,2}) ?(?:x|de a|de|of) ?\$? ?\d{2}(?P<high>)",
    )
)
_ONCE: Final = re.compile(
    r"\b(?:(?:un|1|one|single) (?:solo )?(?:pago|payment|exhibicion)|pago unico"
    r"|una sola exhibicion"
    r"|de contado|lump sum|one time|de un jalon|de una sola vez|all at once)\b"
)
_COUPLE: Final = re.compile(rf"\b(?:un par de|a couple (?:of )?) ?{_PAYMENTS}|\b2 halves\b")
_YEARS: Final = re.compile(r"\b(?:en|a|in|over) (?:un|a|one|1) (?:ano|year)\b")
_PER: Final = (
    r"(?:cada|por|al|a la|todas las|todos los|a|per|each|every|una vez (?:al|por)|once (?:a|per))"
)
_OFTEN: Final[tuple[tuple[re.Pattern[str], Every], ...]] = (
    (
        re.compile(
            r"\b(?:every (?:2|other) (?:weeks?|wks?)|cada (?:2 semanas|14 dias|otra semana)"
            r"|bi-?weekly"
            r"|fortnightly|every (?:2nd|second) week|catorcenal\w*|una semana si)\b"
        ),
        "fortnight",
    ),
    (
        re.compile(
            r"\b(?:quincenal\w*|(?:a|en|por) quincenas|cada 15(?: dias)?|cada quincena"
            r"|por quincena|a la quincena|al 15 y"
            r"|todas las quincenas|2 veces al mes|twice a month|semi-?monthly|(?:every"
            r"|each) pay ?(?:day|check|period)"
            r"|los dias de pago|2 times a month|per paycheck)\b"
        ),
        "payday",
    ),
    (
        re.compile(
            rf"\b(?:semanal\w*|weekly|(?:a|en|por) semanas|{_PER} (?:semanas?|week|wk|8 dias)"
            r"|cada (?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)"
            r"|todos los (?:lunes|martes|miercoles|jueves|viernes|sabados|domingos)"
            r"|every (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
        ),
        "week",
    ),
    (
        re.compile(
            rf"\b(?:mensual\w*|monthly|{_PER} (?:mes|month|mo)|cada 30 dias|de cada mes"
            r"|(?:a|en|por) meses|mes (?:a|con) mes|month (?:to|by) month)\b"
        ),
        "month",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsReading:
    """How many payments (every plausible count, or both ends of a range) and how often.

    `payday` is the quincena, the 15th and the last of the month; `fortnight` every 14 days.
    """

    counts: tuple[int, ...] = ()
    intervals: tuple[Every, ...] = ()

    @property
    def payments(self) -> int | None:
        """The one count of payments; None when none was said, or several."""
        return self.counts[0] if len(self.counts) == 1 else None

    @property
    def every(self) -> Every | None:
        """The one interval; None when none was said, or several."""
        return self.intervals[0] if len(self.intervals) == 1 else None

    @property
    def is_ambiguous(self) -> bool:
        """Whether there is more than one count or interval to ask back with."""
        return len(self.counts) > 1 or len(self.intervals) > 1


def read_terms(text: str) -> TermsReading:
    """The count and the rhythm of payments that `text` speaks of."""
    plain = with_digits(text)
    return TermsReading(
        counts=tuple(dict.fromkeys(_counts(plain))),
        intervals=tuple(dict.fromkeys(_intervals(plain))),
    )


def _counts(plain: str) -> Iterator[int]:
    if _ONCE.search(plain):
        yield 1
    if _COUPLE.search(plain):
        yield 2
    if _YEARS.search(plain):
        yield 12
    taken: list[tuple[int, int]] = []
    for pattern in _COUNTS:
        for match in pattern.finditer(plain):
            if all(match.end() <= start or end <= match.start() for start, end in taken):
                taken.append(match.span())
                yield from _ends(match)


def _ends(match: re.Match[str]) -> Iterator[int]:
    for digits in (match["low"], match["high"]):
        if digits and 1 <= int(digits) <= _MOST:
            yield int(digits)


def _intervals(plain: str) -> Iterator[Every]:
    for pattern, every in _OFTEN:
        if pattern.search(plain):
            yield every
            return
    for match in _COUNTS[1].finditer(plain):
        word = match[0].split()[-1]
        yield next(every for stem, every in _PERIODS.items() if word.startswith(stem))
    if re.search(r"\d (?:mensualidad|msi)", plain):
        yield "month"
