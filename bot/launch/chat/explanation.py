"""What one turn understood and did, in a few lines. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.launch.chat.records import TurnRecord
from bot.launch.chat.rulebook import Rule, rules_followed, state_at

_SHOWN_SLOTS = ("awaiting", "wish", "account_for", "requested_slot")


@dataclass(frozen=True, slots=True)
class Line:
    """One fact of a turn."""

    name: str
    words: str


def explain(turn: TurnRecord, rules: Sequence[Rule]) -> list[Line]:
    """The turn's facts, in the order in which they came about."""
    lines = _understood(turn, rules) if turn.events != turn.before else [_without_engine(turn)]
    lines.append(Line("replies", ", ".join(turn.replies) or "none"))
    lines.append(Line("contact", _standing(turn)))
    if turn.took is not None:
        lines.append(Line("took", f"{turn.took.total_seconds() * 1000:.0f} ms to the first reply"))
    return lines


def _understood(turn: TurnRecord, rules: Sequence[Rule]) -> list[Line]:
    start = max(n for n, event in enumerate(turn.events) if event["event"] == "user")
    past, now = turn.events[:start], turn.events[start:]
    followed = rules_followed(rules, now, state=state_at(past))
    actions = ", ".join(turn.actions)
    return [
        Line("intent", _intents(now[0]["parse_data"])),
        Line("rule", "; ".join(followed) or "none: the open form goes on"),
        Line("actions", actions or "none: the rule's own reply"),
        Line("slots", _slots(state_at(turn.events).slots)),
    ]


def _without_engine(turn: TurnRecord) -> Line:
    if turn.contact.holder == "agent":
        return Line("engine", "not asked: people have the chat, or it was stopped at once")
    return Line("engine", "not asked: answered at once (a stop, a picture, an opt-out)")


def _intents(parsed: Mapping[str, Any]) -> str:
    """The intent, then what else it might have been."""
    chosen = parsed["intent"]
    others = [one for one in parsed.get("intent_ranking", ()) if one["name"] != chosen["name"]]
    rest = ", ".join(map(_scored, others))
    return f"{_scored(chosen)}; then {rest}" if rest else _scored(chosen)


def _scored(intent: Mapping[str, Any]) -> str:
    return f"{intent['name']} {intent['confidence']:.2f}"


def _slots(slots: Mapping[str, object]) -> str:
    held = [f"{name} = {slots[name]}" for name in _SHOWN_SLOTS if slots.get(name) is not None]
    return ", ".join(held) or "nothing is awaited"


def _standing(turn: TurnRecord) -> str:
    contact = turn.contact
    standing = [f"{contact.holder} has the chat", f"language {contact.language}"]
    if contact.customer_id is not None:
        standing.append(f"customer {contact.customer_id}")
    if contact.opted_out_at is not None:
        standing.append("opted out")
    return ", ".join(standing)
