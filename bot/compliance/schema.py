"""The jurisdictions' file as types: what each country's law, or the house, asks of us."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainValidator

from bot.compliance.answers import AnswerTimes, Topic
from bot.compliance.calendar import Calendar, Day, read_day
from bot.compliance.hours import Week, read_week
from bot.compliance.parties import Authorities, Business, CountryCode, Words
from bot.kernel.messages import Language
from bot.rulefiles.strict import Strict

FactorName = Literal["date_of_birth", "postcode", "document_last4"]
# What Mexico wants told at the first contact about an account (DOF 7-Oct-2014).
NoticeField = Literal[
    "agency_name", "person_in_charge", "address", "phone", "responsible", "creditor",
    "contract_ref", "amount", "calculated_on", "how_to_settle", "une_address", "une_email",
    "une_phone", "pay_only_creditor",
]  # fmt: skip

StateCode = Annotated[str, Field(pattern=r"^[A-Z]{2,3}$")]
ReplyKey = Annotated[str, Field(pattern=r"^[a-z_]+\.[A-Za-z_]+$")]
Count = Annotated[int, Field(ge=1, le=99)]
AnyDay = Annotated[Day, PlainValidator(read_day)]


class VerificationLimits(Strict):
    """How often someone may try to prove who they are, and how long the proof holds."""

    max_attempts: Annotated[int, Field(ge=1, le=10)]
    lock_hours: Annotated[int, Field(ge=1)]
    valid_minutes: Annotated[int, Field(ge=1)]

    @property
    def lock(self) -> timedelta:
        """How long verification stays closed after the last allowed failure."""
        return timedelta(hours=self.lock_hours)

    @property
    def validity(self) -> timedelta:
        """How long a person stays verified after their last message."""
        return timedelta(minutes=self.valid_minutes)


class Caps(Strict):
    """How many messages of ours a person gets at most; null is no limit.

    `channels_per_7_days` counts WhatsApp, SMS, mail and calls as one channel each.
    """

    per_day: Count
    per_7_days: Count | None
    channels_per_7_days: Count | None


class StateCaps(Strict):
    """What one state allows less of than its country."""

    per_day: Count | None = None
    per_7_days: Count | None = None


class Outreach(Strict):
    """When and how often we may write first. An answer to a person is not outreach."""

    hours: Annotated[Week, PlainValidator(read_week)]
    holidays: Literal["silent", "as_other_days"]
    extra_dates: tuple[AnyDay, ...] = ()
    removed_dates: tuple[AnyDay, ...] = ()
    consent: Literal["required", "not_required"]
    opt_out_line: Literal["every_message", "greeting"]
    caps: Caps
    states: dict[StateCode, StateCaps] = Field(default_factory=dict)

    def caps_in(self, state: str | None) -> Caps:
        """The caps of a person in `state`."""
        own = self.states.get(state or "")
        return self.caps.model_copy(update=own.model_dump(exclude_none=True)) if own else self.caps


class ThirdParty(Strict):
    """What somebody else who writes may do; nothing is ever disclosed to them."""

    take_message: bool


class Notices(Strict):
    """Replies that the law wants said, once the person is verified.

    `first` are said once per account or per contact, `later` in each later session; `fields` are
    what the first ones must tell, none of them empty. All are said `before` the first word of a
    matter, or only before the first figure.
    """

    first: tuple[ReplyKey, ...]
    later: tuple[ReplyKey, ...]
    once_per: Literal["account", "contact"]
    before: Literal["matter", "figures"] = "figures"
    fields: tuple[NoticeField, ...] = ()


class Objections(Strict):
    """The approved answers: about credit bureaus, and about what happens when nothing is paid."""

    bureau: ReplyKey
    unpaid: ReplyKey


class ForbiddenWords(Strict):
    """Words that no text of ours may say; `embarg*` is every word that begins so.

    `unless` are phrases in which they mean something else: *sin embargo* is "however".
    """

    words: tuple[Words, ...]
    unless: tuple[Words, ...] = ()


class Forbidden(Strict):
    """The words of each language that we write in."""

    es: ForbiddenWords
    en: ForbiddenWords

    def of(self, language: Language) -> ForbiddenWords:
        """Those of `language`."""
        return self.es if language == "es" else self.en


class CountryRules(Strict):
    """What one country asks for.

    `factors` must all match; `crisis` names a catalog text, which says `crisis_numbers`. The
    reason is asked `ask_reason_at_most` times within `ask_reason_within_days`. A refusal to pay
    is `noted`, or it `stops_collecting` until a person has settled it. `may_add_charges`: whether
    late interest and fees may accrue here by declared terms.
    """

    factors: Annotated[tuple[FactorName, ...], Field(min_length=2)]
    crisis: ReplyKey
    crisis_numbers: tuple[Words, ...]
    outreach: Outreach
    ask_reason_at_most: Annotated[int, Field(ge=0, le=3)]
    ask_reason_within_days: Count = 30
    refusal: Literal["noted", "stops_collecting"]
    may_add_charges: bool
    third_party: ThirdParty
    notices: Notices
    answer_within: AnswerTimes
    authorities: Authorities
    objections: Objections
    forbidden: Forbidden

    def may_ask_reason(self, times_asked: int) -> bool:
        """Whether the person may be asked (again) why nothing was paid."""
        return times_asked < self.ask_reason_at_most


def _as_set(raw: object) -> object:
    return frozenset(raw) if isinstance(raw, tuple) else raw


Keywords = Annotated[frozenset[Words], BeforeValidator(_as_set)]


class Jurisdictions(Strict):
    """Every country's rules, and what is common to all."""

    version: Annotated[int, Field(ge=1)]
    business: Business
    verification: VerificationLimits
    stop_words: Keywords
    resume_words: Keywords
    countries: Annotated[dict[CountryCode, CountryRules], Field(min_length=1)]
    default: CountryRules

    def of(self, country: str) -> CountryRules:
        """The rules of `country` (ISO), the strict default where it has none."""
        return self.countries.get(country, self.default)

    def calendar(self, country: str, state: str | None = None) -> Calendar:
        """The holidays of a person in `country`, and in `state` of it."""
        rules = self.of(country).outreach
        return Calendar(
            country=country, state=state, extra=rules.extra_dates, removed=rules.removed_dates
        )

    def answer_by(self, topic: Topic, *, country: str, said_on: date) -> date:
        """The last day on which an answer about `topic` is in time."""
        return self.of(country).answer_within.of(topic).from_day(said_on, self.calendar(country))
