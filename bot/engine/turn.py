"""The turn being answered: one per request, found by whatever runs inside that request."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from rasa.shared.core.trackers import DialogueStateTracker


class TurnAborted(BaseException):
    """Something failed inside the turn, so nothing of it may be said or kept.

    Rasa catches `Exception` around every action and goes on to the next rule step; this derives
    from BaseException so that it cannot, and no later action of the turn takes effect.
    """

    def __init__(self, *, error: str, action: str) -> None:
        super().__init__(f"{action}: {error}")
        self.error = error
        self.action = action


@dataclass(slots=True, kw_only=True)
class Turn:
    """What one request brought and what came of it so far; `calls` counts remote actions."""

    id: str
    epoch: int
    tracker: DialogueStateTracker
    calls: int = 0

    def next_call(self) -> dict[str, Any]:
        """Name the next action call: on a replay the application gives the same answer again."""
        self.calls += 1
        return {"id": self.id, "call": self.calls, "epoch": self.epoch}


current_turn: ContextVar[Turn] = ContextVar("current_turn")
