"""What the books are compared with after each step. Every function raises AssertionError."""

from __future__ import annotations

from tests.ledger_machine.model import Owing, PlanFound
from tests.ledger_machine.truth import Truth


def account_is_right(owing: Owing, truth: Truth) -> None:
    """The books of one account say what the model says, and agree with each other."""
    discounts = truth.book(owing.id, "discount")
    net = owing.net(discounts)
    assert truth.book(owing.id, "cash") == owing.cash
    assert truth.book(owing.id, "charged") == -owing.charged
    assert truth.book(owing.id, "write_off") == owing.written_off
    assert discounts == sum(owing.given.get(p.id, 0) for p in _completed(owing, truth))
    assert truth.owed_of(owing.id) == max(0, net)
    assert -truth.book(owing.id, "customer_credit") == max(0, -net)
    _charges_are_right(owing, truth)
    _plans_are_right(owing, truth)


def _completed(owing: Owing, truth: Truth) -> list[PlanFound]:
    return [p for p in truth.plans if p.account == owing.id and p.state == "completed"]


def _charges_are_right(owing: Owing, truth: Truth) -> None:
    mine = owing.charges.values()
    for charge in mine:
        assert 0 <= truth.owed.get(charge.id, 0) <= charge.amount
        assert 0 <= truth.arranged.get(charge.id, 0) <= truth.owed.get(charge.id, 0)
    assert sum(truth.owed.get(c.id, 0) for c in mine) == truth.owed_of(owing.id)
    assert sum(truth.arranged.get(c.id, 0) for c in mine) == truth.book(owing.id, "arranged")


def _plans_are_right(owing: Owing, truth: Truth) -> None:
    active = truth.active_plan(owing.id)
    arranged = truth.book(owing.id, "arranged")
    if active is None:
        assert arranged == 0, "something is arranged, and no agreement is in force"
    else:
        asked, owed = active.left + active.discount, truth.owed_of(owing.id)
        wanted = min(asked, owed)
        assert arranged == wanted or (arranged < wanted and active.id in owing.mixed)
        if owed < asked:
            owing.mixed.add(active.id)  # what is charged later is not what was agreed about
    for plan in (p for p in truth.plans if p.account == owing.id):
        assert all(0 <= plan.paid[no] <= plan.asked[no] for no in plan.asked)
        assert sum(plan.paid.values()) == plan.received, "paid, but not by a payment"
    for paid in owing.payments:
        assert 0 <= truth.shares.get(paid.transaction_id, 0) <= paid.standing
    latest = owing.latest_plan(truth.plans)
    if latest is not None and latest.state in ("active", "broken", "completed"):
        is_kept = owing.agreed[latest.id].is_kept(latest.paid)
        assert is_kept == (latest.state == "completed")


def paid_in_order(owing: Owing, before: Truth, after: Truth, amount: int) -> None:
    """Without an agreement: the oldest charge first, then the order of the components."""
    mine = {c: before.owed.get(c, 0) for c in owing.charges}
    assert {c: after.owed.get(c, 0) for c in mine} == owing.after_paying(mine, amount)


def paid_the_plan(
    owing: Owing, plan: PlanFound, *, before: Truth, after: Truth, amount: int
) -> None:
    """The agreement has received what it asked, and forgives when it is fulfilled."""
    now = after.plan(plan.id)
    assert now.left == max(0, plan.left - amount)
    if now.state == "completed":
        assert owing.given.get(plan.id, 0) == forgivable(owing, plan, before)


def forgivable(owing: Owing, plan: PlanFound, truth: Truth) -> int:
    """What a settlement forgives: its discount, as far as it is still owed."""
    owed: dict[str, int] = {}
    for charge in owing.charges.values():
        owed[charge.component] = owed.get(charge.component, 0) + truth.owed.get(charge.id, 0)
    discounts = owing.agreed[plan.id].discounts
    return sum(min(minor, owed.get(name, 0)) for name, minor in discounts.items())


def nothing_moved(before: Truth, after: Truth) -> None:
    assert after == before
