"""Where a message goes: decided from the contact's state and the words alone. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto
from types import MappingProxyType
from typing import Final

from bot.compliance.rules import jurisdictions
from bot.contacts.factors import read_factors
from bot.contacts.model import Contact
from bot.conversation.safety import Stop, stop_of
from bot.inbox.bodies import words
from bot.kernel.clock import local_date
from bot.kernel.messages import Incoming, IncomingChoice, IncomingOther, IncomingText
from bot.locale.reading.ratings import read_rating
from bot.media.model import LIMITS
from bot.usecases.ratings import RATING

# What the engine is given of one message; more is nobody's answer to a question.
MAX_TEXT: Final = 1000

# What the engine takes for an intent instead of words, however it is spaced.
_COMMAND_START: Final = re.compile(r"\A[\s/]+")

# The intents that our own buttons carry; any other payload is read by its title.
_BUTTONS: Final = frozenset(
    {
        "affirm",
        "deny",
        "ask_balance",
        "ask_charge_detail",
        "ask_human",
        "choose_option",
        "dispute_debt",
        "pay_now",
        "promise_to_pay",
        "request_plan",
    }
)

# Done without the engine, whoever has the chat.
_AT_ONCE: Final = frozenset({Stop.CRISIS, Stop.OPT_OUT, Stop.OPT_IN})

# What the rule's action cannot tell from the intent alone, it is told as a choice.
_TOLD_APART: Final = frozenset({Stop.THREAT, Stop.DATA_RIGHTS, Stop.HOW_TO_COMPLAIN})

# Recognised beyond doubt and answered by the rules of these intents, in any state of the bot's.
INTENTS_OF_STOPS: Final[Mapping[Stop, str]] = MappingProxyType(
    {
        Stop.THREAT: "abuse_threat",
        Stop.DECEASED: "deceased",
        Stop.REPRESENTED: "legal_representation",
        Stop.THIRD_PARTY: "third_party",
        Stop.WRONG_PERSON: "wrong_person",
        Stop.DATA_RIGHTS: "complaint_service",
        Stop.HOW_TO_COMPLAIN: "complaint_service",
        Stop.HUMAN: "ask_human",
    }
)


# What people put in words of their own: typed, or under a picture.
Worded = IncomingText | IncomingOther


class Aside(Enum):
    """Answered without the engine, though nothing stops."""

    MEDIA = auto()
    OPTED_OUT = auto()
    REACTION = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToEngine:
    """The bot answers: the engine sees `text`; `masked`, when set, replaces the stored body."""

    text: str
    choice: str | None = None
    masked: Worded | None = None


@dataclass(frozen=True, slots=True)
class ToAgent:
    """An agent has the chat: the words go to the desk."""


Route = ToEngine | ToAgent | Stop | Aside


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What this message may be: a `rating` that was asked for, a `proof` that a case waits for."""

    rating: bool = False
    proof: bool = False


NOTHING_EXPECTED: Final = Expected()


def route(
    message: Incoming, *, contact: Contact, now: datetime, expected: Expected = NOTHING_EXPECTED
) -> Route:
    """The way of this message, arriving at `now`."""
    is_with_bot = contact.holder == "bot" and contact.opted_out_at is None
    stop = stop_of(words(message), among=tuple(Stop) if is_with_bot else _AT_ONCE)
    if stop in _AT_ONCE:
        return stop
    if contact.holder == "agent":
        return ToAgent()
    rating = _rating(message) if expected.rating and stop is None else None
    if rating is not None:
        return rating
    if _is_reaction(message):
        return Aside.REACTION
    if contact.opted_out_at is not None:
        return Aside.OPTED_OUT
    if stop is not None and not isinstance(message, IncomingChoice):
        return _recognised(stop, message, contact, now)
    return _with_bot(message, contact=contact, now=now, expected=expected)


def _with_bot(message: Incoming, *, contact: Contact, now: datetime, expected: Expected) -> Route:
    match message:
        case IncomingChoice(payload=payload, title=title):
            return _pressed(payload, title)
        case IncomingOther(kind=kind, caption=caption):
            is_said = kind in LIMITS and bool(caption) and not expected.proof
            return _typed(message, contact, now) if is_said else Aside.MEDIA
        case IncomingText():
            return _typed(message, contact, now)


def _recognised(stop: Stop, message: Worded, contact: Contact, now: datetime) -> ToEngine:
    """Words that mean this beyond doubt; the choice tells a threat from an insult, and so on."""
    choice = stop.value if stop in _TOLD_APART else None
    masked = _typed(message, contact, now).masked
    return ToEngine(text=f"/{INTENTS_OF_STOPS[stop]}", choice=choice, masked=masked)


def _is_reaction(message: Incoming) -> bool:
    return isinstance(message, IncomingOther) and message.kind == "reaction"


def _rating(message: Incoming) -> ToEngine | None:
    """The answer to "from 1 to 5"; a courtesy whose choice tells the score."""
    score = None if isinstance(message, IncomingChoice) else read_rating(words(message))
    return None if score is None else ToEngine(text="/thank", choice=f"{RATING}{score}")


def _pressed(payload: str, title: str) -> ToEngine:
    intent, _, choice = payload.partition(":")
    if intent not in _BUTTONS:
        return ToEngine(text=_plain(title))
    return ToEngine(text=f"/{intent}", choice=choice or None)


def _typed(message: Worded, contact: Contact, now: datetime) -> ToEngine:
    """Words, or those under a picture, with what may prove an identity hidden."""
    text = words(message)
    if contact.is_verified(now):
        return ToEngine(text=_plain(text))
    accepted = frozenset(jurisdictions().of(contact.country).factors)
    today = local_date(now, contact.zone)
    reading = read_factors(text, country=contact.country, accepted=accepted, today=today)
    is_complete = len(reading.by_factor()) == len(accepted)
    if not contact.identity_open and not is_complete:
        return ToEngine(text=_plain(text))  # a lone date or number is not yet about who they are
    seen = _plain(reading.masked) if reading.is_empty else "/provide_identity"
    return ToEngine(text=seen, masked=_with_words(message, reading.masked))


def _with_words(message: Worded, text: str) -> Worded:
    if isinstance(message, IncomingText):
        return IncomingText(text=text)
    return replace(message, caption=text)


def _plain(text: str) -> str:
    """People's words for the engine: never its `/intent` form, never endless, never nothing."""
    return _COMMAND_START.sub("", text)[:MAX_TEXT].rstrip() or "…"
