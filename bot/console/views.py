"""What the console's pages show, as plain values: no request, no template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from bot.cases.model import Author, Case, CaseState, Line
from bot.console.words import word
from bot.handoff.card import CardFacts
from bot.handoff.sla import due_at, is_late
from bot.handoff.words import event_text
from bot.kernel.ids import ContactId
from bot.kernel.messages import Language
from bot.media.model import File

_UNSENT: Final = ("failed", "refused", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One case of the list."""

    id: str
    folio: str
    title: str
    reason: str
    state: CaseState
    state_label: str
    owner: str | None
    age: str
    is_late: bool
    is_closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """One line of the thread; `day` is set on the first line of a day."""

    author: Author
    text: str
    by: str
    time: str
    day: str | None
    state: str | None
    is_unsent: bool
    file: File | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """An open case: what is known, and what this user may do."""

    row: CaseRow
    facts: CardFacts
    bubbles: tuple[Bubble, ...]
    opened: str
    due: str
    may_write: bool
    may_take: bool
    may_take_over: bool
    may_give_back: bool
    may_close: bool


def rows(
    cases: Sequence[Case],
    *,
    names: Mapping[ContactId, str],
    now: datetime,
    language: Language,
) -> list[CaseRow]:
    """The list's rows; a name is shown only of who is verified."""
    return [
        case_row(case, name=names.get(case.contact_id), now=now, language=language)
        for case in cases
    ]


def case_row(case: Case, *, name: str | None, now: datetime, language: Language) -> CaseRow:
    """One row."""
    return CaseRow(
        id=case.id,
        folio=case.folio,
        title=name or word("case.unknown_name", language),
        reason=word(f"reason.{case.reason}", language),
        state=case.state,
        state_label=word(f"state.{case.state}", language),
        owner=case.owner,
        age=ago(now - (case.closed_at or case.opened_at), language),
        is_late=is_late(case, now),
        is_closed=case.state is CaseState.CLOSED,
    )


def case_page(
    facts: CardFacts, lines: Sequence[Line], *, user: str, now: datetime, language: Language
) -> CasePage:
    """A case as `user` sees it."""
    case = facts.case
    is_undone = case.state is not CaseState.CLOSED
    is_held = case.state is CaseState.HELD
    is_free_or_mine = case.owner in (None, user)
    name = facts.name if facts.is_verified else None
    return CasePage(
        row=case_row(case, name=name, now=now, language=language),
        facts=facts,
        bubbles=bubbles(lines, zone=facts.zone, language=language),
        opened=_moment(case.opened_at, facts.zone, language),
        due=_moment(due_at(case), facts.zone, language),
        may_write=is_undone and is_free_or_mine,
        may_take=is_undone and case.owner is None,
        may_take_over=is_undone and not is_free_or_mine,
        may_give_back=is_held and is_free_or_mine,
        may_close=is_undone and not is_held,
    )


def bubbles(lines: Sequence[Line], *, zone: str, language: Language) -> tuple[Bubble, ...]:
    """The thread's lines with their local times; each day is named once."""
    shown: list[Bubble] = []
    last_day = None
    for line in lines:
        local = line.at.astimezone(ZoneInfo(zone))
        day = _day(local, language) if local.date() != last_day else None
        last_day = local.date()
        shown.append(_bubble(line, local, day, language))
    return tuple(shown)


def ago(age: timedelta, language: Language) -> str:
    """How long ago, in the largest unit that fits."""
    minutes = int(age.total_seconds() // 60)
    if minutes < 1:
        return word("ago.now", language)
    if minutes < 60:
        return word("ago.minutes", language, n=str(minutes))
    if minutes < 48 * 60:
        return word("ago.hours", language, n=str(minutes // 60))
    return word("ago.days", language, n=str(minutes // (24 * 60)))


def _bubble(line: Line, local: datetime, day: str | None, language: Language) -> Bubble:
    text = line.text
    if line.code is not None:
        text = event_text(line.code, line.by, language)
    return Bubble(
        author=line.author,
        text=text or "",
        by=line.by or word(f"author.{line.author}", language),
        time=format_datetime(local, "HH:mm", locale=language),
        day=day,
        state=word(f"sent.{line.state}", language) if line.state else None,
        is_unsent=line.state in _UNSENT,
        file=line.file,
    )


def _day(local: datetime, language: Language) -> str:
    pattern = "EEEE d 'de' MMMM" if language == "es" else "EEEE, MMMM d"
    return format_datetime(local, pattern, locale=language)


def _moment(at: datetime, zone: str, language: Language) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return format_datetime(local, "d MMM HH:mm", locale=language)
