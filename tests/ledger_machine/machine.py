"""The machine: everything that can happen to accounts, in any order."""

from __future__ import annotations

from functools import partial

from hypothesis.stateful import precondition, rule

from tests.ledger_machine import checks
from tests.ledger_machine.going_back import GoingBack
from tests.ledger_machine.life import PICK
from tests.ledger_machine.paying import Paying


class LedgerMachine(Paying, GoingBack):
    """All of it, and any step taken once more."""

    @precondition(lambda self: self.done)
    @rule(pick=PICK)
    def repeat(self, pick: int) -> None:
        """An earlier step is taken again: it answers the same, and nothing moves."""
        step = self.done[pick % len(self.done)]
        assert self.world.step(step.act) == step.answer
        self.expected = partial(checks.nothing_moved, self.truth)
