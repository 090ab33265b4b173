"""The tracker comes with the request and goes back with the answer: the engine keeps no state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses

from bot.engine import events as history
from bot.engine.turn import current_turn

# Rasa walks all subclasses for every event it reads; for sixty events a turn, a table is cheaper.
_EVENT_TYPES: dict[str, type[Event]] = {cls.type_name: cls for cls in all_subclasses(Event)}


class HandedOverTracker(TrackerStore):
    """A tracker store that holds nothing but the tracker of the turn it is asked in."""

    async def retrieve(self, sender_id: str) -> DialogueStateTracker:
        """Give the tracker that was built from the request."""
        return current_turn.get().tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the tracker for the answer."""
        current_turn.get().tracker = tracker

    async def keys(self) -> Iterable[str]:
        """No conversation outlives its turn."""
        return ()


class TurnTracker(DialogueStateTracker):
    """A tracker whose copy is a copy: Rasa copies it for each action, by replaying all events."""

    def copy(self) -> TurnTracker:
        """The same state, free to change; events and messages themselves never do."""
        twin = copy(self)
        twin.events = copy(self.events)
        twin.slots = {name: copy(slot) for name, slot in self.slots.items()}
        twin.active_loop = copy(self.active_loop)
        return twin


def read_event(event: Mapping[str, Any]) -> Event:
    """Build Rasa's event from its JSON; raises KeyError for a type that Rasa does not have."""
    return _EVENT_TYPES[event["event"]]._from_parameters(dict(event))


def tracker_of(
    sender: str,
    events: Sequence[Mapping[str, Any]],
    metadata: Mapping[str, Any],
    *,
    domain: Domain,
) -> DialogueStateTracker:
    """Rebuild the conversation and set what the application knows better than the history.

    `metadata.verified` is the truth about verification on every turn; `identity` is one turn's
    outcome and starts empty; `metadata.close_forms` ends an open form and forgets what was
    asked (an agent had the chat, or this is another session).
    """
    known: dict[str, Any] = {"verified": bool(metadata.get("verified")), "identity": None}
    is_form_closed = bool(metadata.get("close_forms"))
    if is_form_closed:
        known.update(awaiting="nobody", wish="none", topic=None, account_for=None)
    past = list(events) or history.opening(history.State())
    past += history.overriding(known, is_form_closed=is_form_closed)
    return TurnTracker.from_events(sender, [read_event(event) for event in past], domain.slots)


def events_of(tracker: DialogueStateTracker) -> list[dict[str, Any]]:
    """The conversation as JSON, ready to be stored and handed over again."""
    return history.handed_back([event.as_dict() for event in tracker.events])
