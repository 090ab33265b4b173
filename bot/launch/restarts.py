"""How often a fallen part is started again before we give up."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Final

_WINDOW_S: Final = 300.0
PAUSES_S: Final = (0.5, 1.0, 2.0, 4.0, 8.0)


@dataclass(slots=True)
class RestartBudget:
    """So many starts in five minutes as there are pauses, each after the next pause."""

    pauses_s: tuple[float, ...] = PAUSES_S
    _falls: deque[float] = field(default_factory=deque, init=False)

    def pause_after_fall(self, at_s: float) -> float | None:
        """How long to wait after a fall at monotonic second `at_s`; None if it is one too many."""
        while self._falls and self._falls[0] <= at_s - _WINDOW_S:
            self._falls.popleft()
        if len(self._falls) == len(self.pauses_s):
            return None
        self._falls.append(at_s)
        return self.pauses_s[len(self._falls) - 1]
