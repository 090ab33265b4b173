"""How soon the law, or the house, wants a person answered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Final, Literal, get_args

from pydantic import PlainValidator

from bot.compliance.calendar import Calendar
from bot.rulefiles.strict import Strict, shown, slip

Topic = Literal["identity_theft", "dispute", "complaint", "personal_data"]
TOPICS: Final[tuple[Topic, ...]] = get_args(Topic)

_TERM: Final = re.compile(r"([1-9]\d{0,2}) (business )?days")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A number of days, of the calendar or of work."""

    days: int
    is_business: bool

    def from_day(self, day: date, calendar: Calendar) -> date:
        """The last day on which an answer to something said on `day` is in time."""
        if self.is_business:
            return calendar.business_days_after(day, self.days)
        return day + timedelta(days=self.days)


def read_term(raw: object) -> Term:
    """A term written `10 business days` or `30 days`."""
    found = _TERM.fullmatch(raw) if isinstance(raw, str) else None
    if found is None:
        raise slip(f"{shown(raw)} is not a term; write it like 10 business days, or 30 days")
    return Term(days=int(found[1]), is_business=found[2] is not None)


AnyTerm = Annotated[Term, PlainValidator(read_term)]


class AnswerTimes(Strict):
    """How soon a person gets our answer, by what they told us."""

    identity_theft: AnyTerm
    dispute: AnyTerm
    complaint: AnyTerm
    personal_data: AnyTerm

    def of(self, topic: Topic) -> Term:
        """The time for `topic`."""
        term: Term = getattr(self, topic)
        return term
