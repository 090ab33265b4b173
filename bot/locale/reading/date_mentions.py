"""Finds the phrases of a text that name days, and joins those that name one together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bot.locale.reading.day_phrases import Frame, Rule, Said, unique
from bot.locale.reading.days import Days, in_days
from bot.locale.reading.rules_month_parts import MONTH_PART_RULES
from bot.locale.reading.rules_months import MONTH_RULES
from bot.locale.reading.rules_near import NEAR_RULES
from bot.locale.reading.rules_paydays import PAYDAY_RULES
from bot.locale.reading.rules_weekdays import WEEKDAY_RULES
from bot.locale.reading.tense import is_told_as_past, tells_past

# What a text must hold for a family of rules to be worth trying.
_FAMILIES: Final = (
    (
        re.compile(
            r"lun|mar|mi[er]|jue|vie|bie|s[au]b|sav|dom|mon|tue|we[dn]|thu|fri|fir|sat|sun|sem|week"
            r"|find|fds|wknd|eow|wk"
        ),
        WEEKDAY_RULES,
    ),
    (
        re.compile(
            r"hoy|esta |ahor|rato|2?day|to?ni|this|right|rn|man[ai]|tom|tmr|tmw|2mo|pasad|ayer"
            r"|anoch|yes|last|ant[ei]|dia|sem|we?e?k|mes|month|quin|\b8|\b15"
        ),
        NEAR_RULES,
    ),
    (re.compile(r"[qk]uin|kin|qna"), PAYDAY_RULES),
    (re.compile(r"\d|prim|first|second|third"), MONTH_RULES),
    (
        re.compile(
            r"mes|month|eom|prim|first|1|ene|jan|feb|mar|abr|apr|may|jun|jul|ago|aug|sep|oct|nov"
            r"|dic|dec"
        ),
        MONTH_PART_RULES,
    ),
)
_JOINED: Final = re.compile(r"[ ,]*(?:(?:el|the|on|dia|de|o sea|que es|es|este|del) ?)*[ ,]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """What `start:end` of the text says about days."""

    start: int
    end: int
    said: Said


def find_phrases(plain: str, frame: Frame) -> list[Phrase]:
    """The phrases of `plain` (folded, with digits) that name days, in order; the longest win."""
    kept: list[Phrase] = []
    for phrase in sorted(_all(plain, frame), key=lambda p: p.start - p.end):
        if all(phrase.end <= other.start or other.end <= phrase.start for other in kept):
            kept.append(phrase)
    return _joined(plain, sorted(kept, key=lambda phrase: phrase.start))


def _all(plain: str, frame: Frame) -> Iterator[Phrase]:
    past = replace(frame, is_past=True) if tells_past(plain) else None
    for rule in _rules_for(plain):
        for match in rule.pattern.finditer(plain):
            is_past = past and is_told_as_past(plain, match.start(), match.end())
            said = rule.resolve(match, past if past and is_past else frame)
            if said is not None and said.days:
                yield Phrase(start=match.start(), end=match.end(), said=said)


def _rules_for(plain: str) -> Iterator[Rule]:
    for gate, rules in _FAMILIES:
        if gate.search(plain):
            yield from rules


def _joined(plain: str, phrases: list[Phrase]) -> list[Phrase]:
    """`viernes 15`, `mañana lunes`: two phrases side by side are one day."""
    joined: list[Phrase] = []
    for phrase in phrases:
        if joined and _are_one(plain, joined[-1], phrase):
            before = joined.pop()
            said = _both(before.said, phrase.said)
            joined.append(Phrase(start=before.start, end=phrase.end, said=said))
        else:
            joined.append(phrase)
    return joined


def _are_one(plain: str, before: Phrase, after: Phrase) -> bool:
    """Side by side and of one time; over a comma, only a weekday with its date."""
    is_told_otherwise = before.said.is_past != after.said.is_past
    if is_told_otherwise and (before.said.weekday is None or before.said.is_past):
        return False  # unlike "Friday, December 4, 2020", whose year alone says that it is over
    gap = plain[before.end : after.start]
    weekdays = (before.said.weekday is None) + (after.said.weekday is None)
    return _JOINED.fullmatch(gap) is not None and ("," not in gap or weekdays == 1)


def _both(one: Said, other: Said) -> Said:
    """The days that fit both; when none does, all of both, to be asked back."""
    weekday, rest = (one, other) if one.weekday is not None else (other, one)
    shared = tuple(day for day in one.days if day in other.days)
    if weekday.weekday is not None and rest.weekday is None:
        shared = tuple(day for day in _every(rest) if day.weekday() == weekday.weekday)
    days = shared or unique(*rest.days, *weekday.days)
    return Said(days=days, is_about=one.is_about or other.is_about, is_past=rest.is_past)


def _every(said: Said) -> Days:
    """The days of a phrase, those of a week or a month one by one."""
    if said.grain == "day":
        return said.days
    first, last = said.days[0], said.days[-1]
    return tuple(_between(first, last))


def _between(first: date, last: date) -> Iterator[date]:
    for count in range((last - first).days + 1):
        yield in_days(first, count)
