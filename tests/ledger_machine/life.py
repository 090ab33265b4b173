"""One life of one to three accounts: its clock, its model, and how a step is taken and checked."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from bot.kernel.ids import ContactId
from tests.ledger_machine import acts, checks
from tests.ledger_machine.model import BEGINNING, Charged, Owing, Paid, PlanFound, day_of
from tests.ledger_machine.truth import Told, Truth, read_truth
from tests.ledger_machine.world import SMOOTH, TROUBLES, Act, World

TROUBLE: Final = st.sampled_from(TROUBLES)
PICK: Final = st.integers(0, 99)
COMPONENTS: Final = ("principal", "ordinary_interest", "late_interest", "fee", "tax")
_LIVES: Final[Iterator[int]] = itertools.count(1)


@dataclass(frozen=True, kw_only=True)
class Done:
    """A step that is over: it may be taken again, and must answer the same."""

    act: Act
    answer: Any


class Life(RuleBasedStateMachine):
    """`world` is shared by all lives of a run; accounts are not."""

    def __init__(self, world: World, contact: ContactId) -> None:
        super().__init__()
        self.world = world
        self.contact = contact
        self.number = next(_LIVES)
        self.names = itertools.count(1)
        self.now = BEGINNING
        self.owing: list[Owing] = []
        self.done: list[Done] = []
        self.waiting: list[Paid] = []
        self.told: list[Told] = []
        self.truth = Truth.empty()
        self.expected: Callable[[Truth], None] | None = None

    @initialize(
        accounts=st.sampled_from((1, 1, 1, 2, 3)), cents=st.integers(0, 99), accrue=st.booleans()
    )
    def lend(self, accounts: int, cents: int, accrue: bool) -> None:
        """Everybody begins with principal and interest that fell due on one day."""
        for number in range(accounts):
            owing = Owing(id=f"ACC-{self.number}-{number}", accrues=accrue and not number)
            self.owing.append(owing)
            self.world.step(acts.open_account(owing.id, accrues=owing.accrues))
            first = (("principal", 100_000 + cents, -20), ("ordinary_interest", 10_001, -20))
            for component, amount, due in first:
                self.charge_account(owing, amount, component, due=due)

    @invariant()
    def the_books_are_right(self) -> None:
        """Everything that must hold, after every step."""
        if not self.owing:
            return
        after = self.look()
        self.learn_what_accrued(after)
        self.learn_what_was_forgiven(after)
        expected, self.expected = self.expected, None
        if expected is not None:
            expected(after)
        assert after.crooked == []
        assert after.told == [one.net for one in self.told], "what was told has changed"
        assert after.waiting == sum(money.standing for money in self.waiting)
        for owing in self.owing:
            checks.account_is_right(owing, after)
        self.truth = after

    def look(self) -> Truth:
        return read_truth(
            self.world,
            [owing.id for owing in self.owing],
            received=[money.transaction_id for money in self.waiting],
            told=self.told,
        )

    def learn_what_accrued(self, after: Truth) -> None:
        """Nights add charges; how much is shown elsewhere, here that no night is lost or twice."""
        for charge in after.accrued:
            owing = next(o for o in self.owing if o.id == charge.account)
            assert owing.accrues
            owing.charges.setdefault(charge.id, charge)

    def learn_what_was_forgiven(self, after: Truth) -> None:
        """A discount is no larger than agreed, and given when the settlement is fulfilled."""
        for owing in self.owing:
            for plan in (p for p in after.plans if p.account == owing.id):
                was = next((p.state for p in self.truth.plans if p.id == plan.id), "active")
                if was == plan.state or "completed" not in (was, plan.state):
                    continue
                moved = after.book(owing.id, "discount") - self.truth.book(owing.id, "discount")
                if plan.state == "completed":
                    assert 0 <= moved <= sum(owing.agreed[plan.id].discounts.values())
                    owing.given[plan.id] = moved
                else:
                    assert moved == -owing.given.pop(plan.id, 0)

    def do(self, act: Act, trouble: int = SMOOTH) -> Any:
        """Take a step, and remember it."""
        self.now += timedelta(seconds=1)
        answer = self.world.step(act, trouble)
        self.done.append(Done(act=act, answer=answer))
        return answer

    def charge_account(
        self,
        owing: Owing,
        amount: int,
        component: str,
        *,
        due: int,
        lag: int = 0,
        trouble: int = SMOOTH,
    ) -> None:
        made = Charged(
            id=self.name("charge"),
            account=owing.id,
            component=component,
            amount=amount,
            due_on=day_of(self.now) + timedelta(days=due),
        )
        self.do(acts.charge(owing.id, made, self.now - timedelta(seconds=lag)), trouble)
        owing.charges[made.id] = made

    def received(self, owing: Owing, transaction_id: str, amount: int) -> None:
        """Money that came is in the books from now on."""
        owing.payments.append(
            Paid(
                transaction_id=transaction_id,
                account=owing.id,
                amount=amount,
                standing=amount,
                counted=amount,
            )
        )

    def mixes(self, owing: Owing) -> None:
        """Money that does not count for the plan in force lessens what it is about."""
        plan = self.plan_in_force(owing)
        if plan is not None:
            owing.mixed.add(plan.id)

    def name(self, what: str) -> str:
        """A name that nothing else has."""
        return f"{what}:{self.number}:{next(self.names)}"

    def any_account(self, pick: int) -> Owing:
        return self.owing[pick % len(self.owing)]

    def plan_in_force(self, owing: Owing) -> PlanFound | None:
        return self.truth.active_plan(owing.id)
