"""A contact's events as JSON: how they begin, where they are cut, what is left out.

Pure: plain dicts in Rasa's event format, no import of Rasa, so that it can be tested anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Event = dict[str, Any]

# The longest rule sees one turn; the rest is for whoever reads a contact's events.
KEPT_EVENTS = 12
_RANKED = 3
# Replies carry names and figures: they live in the outbox, and no policy of ours reads them here.
_NOT_KEPT_EVENTS = frozenset({"bot"})
_NOT_KEPT_FIELDS = frozenset({"metadata", "message_id", "input_channel", "action_text"})


@dataclass(slots=True, kw_only=True)
class State:
    """What a run of events leaves behind: slots that hold something, and the open form."""

    slots: dict[str, Any] = field(default_factory=dict)
    form: str | None = None

    def apply(self, event: Mapping[str, Any]) -> None:
        """Take one event into account."""
        kind = event["event"]
        if kind == "slot":
            self.slots[event["name"]] = event["value"]
        elif kind == "active_loop":
            self.form = event["name"]


def opening(state: State) -> list[Event]:
    """The events of a conversation that stands at `state` and listens."""
    slots = [
        {"event": "slot", "name": name, "value": value}
        for name, value in state.slots.items()
        if value is not None
    ]
    form = [{"event": "active_loop", "name": state.form}] if state.form else []
    return [
        {"event": "action", "name": "action_session_start"},
        {"event": "session_started"},
        *form,
        *slots,
        {"event": "action", "name": "action_listen"},
    ]


def overriding(slots: Mapping[str, Any], *, is_form_closed: bool) -> list[Event]:
    """Events that set what the application knows better than the history."""
    events: list[Event] = [
        {"event": "slot", "name": name, "value": value} for name, value in slots.items()
    ]
    if is_form_closed:
        events.insert(0, {"event": "active_loop", "name": None})
        events.append({"event": "slot", "name": "requested_slot", "value": None})
    return events


def trimmed(events: Sequence[Event], *, limit: int = KEPT_EVENTS) -> list[Event]:
    """The last events, at most `limit` plus an opening that re-emits slots.

    The cut is before a message of the person, outside a form; only a form longer than the whole
    window is cut, and then re-emitted open.
    """
    if len(events) <= limit:
        return list(events)
    state, outside, inside = State(), None, None
    for index, event in enumerate(events):
        if event["event"] == "user" and index >= len(events) - limit:
            cut = (index, opening(state))
            inside = inside or cut
            if state.form is None:
                outside = cut
                break
        state.apply(event)
    cut_at, head = outside or inside or (0, [])
    return [*head, *events[cut_at:]]


def slim(event: Event) -> Event:
    """The event without tokens, texts and metadata: what the next turn needs of it.

    Of a message it keeps what else it might have meant: who looks at a turn wants to know.
    """
    kept = {key: value for key, value in event.items() if key not in _NOT_KEPT_FIELDS}
    if event["event"] == "user":
        parsed = event["parse_data"]
        ranking = [_named(intent) for intent in parsed.get("intent_ranking", ())[:_RANKED]]
        understood = {"intent": _named(parsed["intent"]), "intent_ranking": ranking}
        kept.update(text="", parse_data={**understood, "entities": [], "text": ""})
    return kept


def _named(intent: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": intent["name"], "confidence": intent["confidence"]}


def handed_back(events: Sequence[Event]) -> list[Event]:
    """All that the application stores between two turns: trimmed, slim, without replies."""
    return trimmed([slim(event) for event in events if event["event"] not in _NOT_KEPT_EVENTS])
