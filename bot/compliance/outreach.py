"""May we write first to this person now? Pure, and silent whenever it cannot be known.

Only for messages that we begin (reminders, offers). Answers to a person, receipts and what they
asked for are always allowed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from bot.compliance.calendar import Calendar, CalendarUnknown
from bot.compliance.hours import Week, days_from
from bot.compliance.schema import Caps, Jurisdictions

Why = Literal[
    "zone_unknown", "no_consent", "calendar_unknown", "holiday", "outside_hours", "day_cap",
    "week_cap", "other_channel",
]  # fmt: skip

_WEEK: Final = timedelta(days=7)
# Waiting does not mend these.
_LASTING: Final = frozenset[Why]({"zone_unknown", "no_consent", "calendar_unknown"})
# The longest holiday season and a used-up cap together end well before.
_HORIZON_DAYS: Final = 35


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What binds messages to one person: their country's rules, and their state's."""

    hours: Week
    calendar: Calendar
    is_silent_on_holidays: bool
    needs_consent: bool
    caps: Caps


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A message of ours that was not an answer."""

    at: datetime
    channel: str = "whatsapp"


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What we know of a person: whether they agreed to `channel`, and what they got of us."""

    has_consent: bool
    sent: Sequence[Sent] = ()
    channel: str = "whatsapp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Send or hold; `why` we hold, and the next moment (UTC) that is free of every objection.

    `next_moment` is None when time alone changes nothing, or when it may be sent now.
    """

    action: Literal["send", "hold"]
    why: Why | None = None
    next_moment: datetime | None = None


def rules_for(jurisdictions: Jurisdictions, country: str, *, state: str | None = None) -> Rules:
    """The rules for a person in `country` (ISO; the strict default where unknown) and `state`."""
    outreach = jurisdictions.of(country).outreach
    return Rules(
        hours=outreach.hours,
        calendar=jurisdictions.calendar(country, state),
        is_silent_on_holidays=outreach.holidays == "silent",
        needs_consent=outreach.consent == "required",
        caps=outreach.caps_in(state),
    )


def may_contact(rules: Rules, at: datetime, *, zones: Sequence[str], history: History) -> Verdict:
    """Whether a message that we begin may leave at `at`, an aware moment.

    `zones` are the IANA zones in which the person may be (by address, by phone): the moment must
    be allowed in all of them, and none at all, or one unknown, is a hold.
    """
    if at.tzinfo is None:
        raise ValueError("a moment must carry its zone")
    places = _zones(zones)
    person = _Person(rules=rules, zones=places, history=history)
    why = person.objection(at)
    if why is None:
        return Verdict(action="send")
    later = None if why in _LASTING else person.next_moment(at)
    return Verdict(action="hold", why=why, next_moment=later)


def _zones(names: Iterable[str]) -> tuple[ZoneInfo, ...]:
    """The zones; none when one of them is not known, for then nothing is certain."""
    try:
        return tuple(ZoneInfo(name) for name in names)
    except (KeyError, ValueError, OSError):  # no such zone; not a name; a folder of zones
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Person:
    """One person's rules, places and past, asked about many moments."""

    rules: Rules
    zones: tuple[ZoneInfo, ...]
    history: History

    def objection(self, at: datetime) -> Why | None:
        if not self.zones:
            return "zone_unknown"
        if self.rules.needs_consent and not self.history.has_consent:
            return "no_consent"
        local = [at.astimezone(zone) for zone in self.zones]
        return self._of_calendar(local) or self._of_caps(at, local)

    def next_moment(self, at: datetime) -> datetime | None:
        """The earliest allowed moment after `at`.

        What is allowed begins when a day opens somewhere or a message of ours leaves the last
        seven days, so no other moments need be tried.
        """
        moments = sorted(moment for moment in self._beginnings(at) if moment > at)
        return next((moment for moment in moments if self.objection(moment) is None), None)

    def _of_calendar(self, local: Sequence[datetime]) -> Why | None:
        if self.rules.is_silent_on_holidays:
            try:
                if any(self.rules.calendar.is_holiday(there.date()) for there in local):
                    return "holiday"
            except CalendarUnknown:
                return "calendar_unknown"
        if not all(self.rules.hours.allows(there) for there in local):
            return "outside_hours"
        return None

    def _of_caps(self, at: datetime, local: Sequence[datetime]) -> Why | None:
        caps = self.rules.caps
        if any(self._sent_on_day_of(there) >= caps.per_day for there in local):
            return "day_cap"
        recent = [sent for sent in self.history.sent if sent.at > at - _WEEK]
        if caps.per_7_days is not None and len(recent) >= caps.per_7_days:
            return "week_cap"
        channels = {self.history.channel, *(sent.channel for sent in recent)}
        if caps.channels_per_7_days is not None and len(channels) > caps.channels_per_7_days:
            return "other_channel"
        return None

    def _sent_on_day_of(self, local: datetime) -> int:
        days = (sent.at.astimezone(local.tzinfo).date() for sent in self.history.sent)
        return sum(day == local.date() for day in days)

    def _beginnings(self, at: datetime) -> Iterator[datetime]:
        for zone in self.zones:
            for day in days_from(at.astimezone(zone).date(), _HORIZON_DAYS):
                for opening in self.rules.hours.openings(day, zone):
                    yield opening.astimezone(UTC)
        for sent in self.history.sent:
            yield (sent.at + _WEEK).astimezone(UTC)
