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
        "request_plan",
    }
)

# Done without the engine, whoever has the chat.
_AT_ONCE: Final = frozenset({Stop.CRISIS, Stop.OPT_OUT, Stop.OPT_IN})

# What the rule's action cannot tell from the intent alone, it is told as a choice.
_TOLD_APART: Final = frozenset({Stop.THREAT, Stop.DATA_RIGHTS, Stop.HOW_TO_COMPLAIN})

# Recognised beyond doubt and answered by the rules of these intents, in any state of the bot's.
_INTENTS: Final[Mapping[Stop, str]] = MappingProxyType(
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


class Aside(Enum):
    """Answered without the engine, though nothing stops."""

    MEDIA = auto()
    OPTED_OUT = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToEngine:
    """The bot answers: the engine sees `text`; `masked`, when set, replaces the stored body."""

    text: str
    choice: str | None = None
    masked: IncomingText | None = None


@dataclass(frozen=True, slots=True)
class ToAgent:
    """An agent has the chat: the words go to the desk."""


Route = ToEngine | ToAgent | Stop | Aside


def route(message: Incoming, *, contact: Contact, now: datetime) -> Route:
    """The way of this message, arriving at `now`."""
    is_with_bot = contact.holder == "bot" and contact.opted_out_at is None
    stop = stop_of(words(message), among=tuple(Stop) if is_with_bot else _AT_ONCE)
    if stop in _AT_ONCE:
        return stop
    if contact.holder == "agent":
        return ToAgent()
    if contact.opted_out_at is not None:
        return Aside.OPTED_OUT
    match message:
        case IncomingChoice(payload=payload, title=title):
            return _pressed(payload, title)
        case IncomingOther():
            return Aside.MEDIA if stop is None else _recognised(stop)
        case IncomingText(text=text):
            way = _typed(text, contact, now)
            return way if stop is None else replace(_recognised(stop), masked=way.masked)


def _recognised(stop: Stop) -> ToEngine:
    """Words that mean this beyond doubt; the choice tells a threat from an insult, and so on."""
    choice = stop.value if stop in _TOLD_APART else None
    return ToEngine(text=f"/{_INTENTS[stop]}", choice=choice)


def _pressed(payload: str, title: str) -> ToEngine:
    intent, _, choice = payload.partition(":")
    if intent not in _BUTTONS:
        return ToEngine(text=_plain(title))
    return ToEngine(text=f"/{intent}", choice=choice or None)


def _typed(text: str, contact: Contact, now: datetime) -> ToEngine:
    if contact.is_verified(now):
        return ToEngine(text=_plain(text))
    accepted = frozenset(jurisdictions().of(contact.country).factors)
    today = local_date(now, contact.zone)
    reading = read_factors(text, country=contact.country, accepted=accepted, today=today)
    is_complete = len(reading.by_factor()) == len(accepted)
    if not contact.identity_open and not is_complete:
        return ToEngine(text=_plain(text))  # a lone date or number is not yet about who they are
    seen = _plain(reading.masked) if reading.is_empty else "/provide_identity"
    return ToEngine(text=seen, masked=IncomingText(text=reading.masked))


def _plain(text: str) -> str:
    """People's words for the engine: never its `/intent` form, never endless, never nothing."""
    return _COMMAND_START.sub("", text)[:MAX_TEXT].rstrip() or "…"
