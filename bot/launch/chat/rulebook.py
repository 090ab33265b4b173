"""Which rules of data/rules a turn followed: read from the files, matched with what happened.

Rasa does not say which rule it followed; the steps and conditions of the files tell it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

_LISTEN: Final = "action_listen"
_STEPS: Final = ("intent", "action", "active_loop")

# Its kind, one of _STEPS, and a name; a loop that ends has none.
Step = tuple[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: its steps, and what must hold when the first of them is taken."""

    name: str
    steps: tuple[Step, ...]
    slots: Mapping[str, object]
    form: str | None

    def fits(self, happened: Sequence[Step], state: State) -> bool:
        """Whether the rule's steps are what comes next, from `state` on."""
        if tuple(happened[: len(self.steps)]) != self.steps:
            return False
        if self.form is not None and state.form != self.form:
            return False
        return all(state.slots.get(name) == value for name, value in self.slots.items())

    @property
    def weight(self) -> tuple[int, int]:
        """The more a rule asks for, the more it explains."""
        return len(self.slots) + (self.form is not None), len(self.steps)


@dataclass(slots=True, kw_only=True)
class State:
    """What a conversation has come to: slots, and the form that is open."""

    slots: dict[str, object]
    form: str | None = None

    def apply(self, event: Mapping[str, Any]) -> None:
        """Take one event into account."""
        if event["event"] == "slot":
            self.slots[event["name"]] = event["value"]
        elif event["event"] == "active_loop":
            self.form = event["name"]


def read_rules(folder: Path) -> tuple[Rule, ...]:
    """Every rule of the folder's files."""
    files = (yaml.safe_load(path.read_text("utf-8")) for path in sorted(folder.glob("*.yml")))
    return tuple(_rule(rule) for file in files for rule in file["rules"])


def state_at(events: Iterable[Mapping[str, Any]]) -> State:
    """What these events have led to."""
    state = State(slots={})
    for event in events:
        state.apply(event)
    return state


def rules_followed(
    rules: Sequence[Rule], turn: Sequence[Mapping[str, Any]], *, state: State
) -> list[str]:
    """The rules of a turn, in order; `turn` begins with the message, `state` is just before."""
    followed: list[str] = []
    covered = 0
    for number, event in enumerate(turn):
        happened = _steps(turn[number:])
        fitting = [rule for rule in rules if _step(event) and rule.fits(happened, state)]
        if fitting and number >= covered:
            best = max(fitting, key=lambda rule: rule.weight)
            followed.append(best.name)
            covered = _end(turn, number, len(best.steps))
        state.apply(event)
    return followed


def _end(turn: Sequence[Mapping[str, Any]], start: int, steps: int) -> int:
    """The place after the given number of steps."""
    places = [n for n in range(start, len(turn)) if _step(turn[n])]
    return places[steps - 1] + 1


def _steps(events: Sequence[Mapping[str, Any]]) -> list[Step]:
    return [step for event in events if (step := _step(event))]


def _step(event: Mapping[str, Any]) -> Step | None:
    match event:
        case {"event": "user", "parse_data": {"intent": {"name": name}}}:
            return "intent", name
        case {"event": "action", "name": name} if name != _LISTEN:
            return "action", name
        case {"event": "active_loop", "name": name}:
            return "active_loop", name
        case _:
            return None


def _rule(raw: Mapping[str, Any]) -> Rule:
    conditions = raw.get("condition", [])
    slots = [pair for part in conditions for pair in part.get("slot_was_set", [])]
    forms = [part["active_loop"] for part in conditions if "active_loop" in part]
    steps = [(kind, step[kind]) for step in raw["steps"] for kind in _STEPS if kind in step]
    return Rule(
        name=raw["rule"],
        steps=tuple(steps),
        slots={name: value for pair in slots for name, value in pair.items()},
        form=forms[0] if forms else None,
    )
