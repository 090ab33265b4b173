"""What must be true of one account, kept in plain Python beside the ledger. Minor units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone

MEXICO = timezone(timedelta(hours=-6))
RANKS = ("tax", "fee", "late_interest", "ordinary_interest", "principal")
BEGINNING = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)


def day_of(moment: datetime) -> date:
    return moment.astimezone(MEXICO).date()


@dataclass(frozen=True, kw_only=True)
class Charged:
    """A charge as it was made."""

    id: str
    account: str
    component: str
    amount: int
    due_on: date

    @property
    def rank(self) -> tuple[date, int, str]:
        """In which order money reaches it."""
        return self.due_on, RANKS.index(self.component), self.id


@dataclass(kw_only=True)
class Paid:
    """A payment that is in the ledger; `standing` of it has not gone back.

    `counted` is what of it the last reversal or restoration was about.
    """

    transaction_id: str
    account: str
    amount: int
    standing: int
    counted: int


@dataclass(kw_only=True)
class Gone:
    """Money of a payment that left: `taken`, by a refund, a dispute or a reversal."""

    paid: Paid
    transaction_id: str
    asked: int
    taken: int
    is_dispute: bool = False


@dataclass(frozen=True, kw_only=True)
class PlanFound:
    """A plan as it is stored: minor units paid and asked, by instalment."""

    id: str
    account: str
    kind: str
    state: str
    discount: int
    paid: dict[int, int]
    asked: dict[int, int]
    states: dict[int, str]
    received: int

    @property
    def left(self) -> int:
        """What is still asked of it."""
        return sum(self.asked.values()) - sum(self.paid.values())


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """The terms of a plan as it was accepted."""

    kind: str
    discounts: dict[str, int]
    accepted_on: date
    due: dict[int, date]
    asked: dict[int, int]
    least: dict[int, int]
    grace: timedelta

    @property
    def total(self) -> int:
        return sum(self.asked.values())

    def is_missed(self, paid: dict[int, int], today: date) -> bool:
        """Whether an instalment's last day has passed without it."""
        return any(
            today > due + self.grace and paid[no] < self.least[no] for no, due in self.due.items()
        )

    def is_kept(self, paid: dict[int, int]) -> bool:
        return all(paid[no] >= least for no, least in self.least.items())


@dataclass(kw_only=True)
class Owing:
    """One account: what was charged, came, went back, was forgiven and given up.

    `mixed` are plans whose debt was lessened by money that was not paid for them.
    """

    id: str
    charges: dict[str, Charged] = field(default_factory=dict)
    payments: list[Paid] = field(default_factory=list)
    agreed: dict[str, Agreed] = field(default_factory=dict)
    given: dict[str, int] = field(default_factory=dict)
    uncharged: set[str] = field(default_factory=set)
    given_up: dict[str, int] = field(default_factory=dict)
    mixed: set[str] = field(default_factory=set)
    accrues: bool = False
    ever_forgiven: bool = False

    @property
    def written_off(self) -> int:
        return sum(self.given_up.values())

    @property
    def charged(self) -> int:
        return sum(c.amount for c in self.charges.values() if c.id not in self.uncharged)

    @property
    def cash(self) -> int:
        return sum(p.standing for p in self.payments)

    def net(self, discounts: int) -> int:
        """What is owed, or less than zero: what is the customer's."""
        return self.charged - self.cash - discounts - self.written_off

    def latest_plan(self, plans: Sequence[PlanFound]) -> PlanFound | None:
        """The plan that was accepted last."""
        latest = next(reversed(self.agreed), None)
        return next((p for p in plans if p.id == latest), None)

    def in_force(self, plans: Sequence[PlanFound], came_on: date) -> PlanFound | None:
        """The plan that money of that day counts for."""
        plan = self.latest_plan(plans)
        if plan is None or plan.state not in {"active", "broken"}:
            return None
        agreed = self.agreed[plan.id]
        if came_on < agreed.accepted_on or agreed.is_missed(plan.paid, came_on):
            return None
        return plan

    def after_paying(self, owed: dict[str, int], amount: int) -> dict[str, int]:
        """What is owed of each charge once `amount` has come and no agreement says how."""
        left = dict(owed)
        for charge in sorted(self.charges.values(), key=lambda c: c.rank):
            part = min(amount, left.get(charge.id, 0))
            if part:
                left[charge.id] -= part
                amount -= part
        return left
