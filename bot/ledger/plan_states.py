"""What has become of an agreement on a day: which instalments are late, whether it still holds.

Pure. An instalment is `kept` when it has received its amount less the tolerance of the terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from bot.kernel.money import Money, total
from bot.ledger.plans import InstallmentState, Plan, PlanInstallment
from bot.ledger.terms import PlanTerms

Share = tuple[int, Money]
"""An instalment's number, and how much of a sum of money is its."""


def is_kept(installment: PlanInstallment, terms: PlanTerms) -> bool:
    """Whether enough of it has been paid."""
    return installment.paid >= terms.least(installment.amount)


def is_fulfilled(plan: Plan) -> bool:
    """Whether nothing more is asked: every instalment is kept."""
    return all(is_kept(i, plan.terms) for i in plan.installments)


def missed(plan: Plan, today: date) -> PlanInstallment | None:
    """The first instalment whose last day has passed without it: it breaks the plan."""
    return next(
        (
            i
            for i in plan.installments
            if not is_kept(i, plan.terms) and today > plan.terms.last_day(i.due_on)
        ),
        None,
    )


def state_of(installment: PlanInstallment, terms: PlanTerms, today: date) -> InstallmentState:
    """What an instalment of a plan in force is on `today`."""
    if not installment.owed:
        return "paid"
    if today > installment.due_on and not is_kept(installment, terms):
        return "late"
    return "partial" if installment.paid else "pending"


def on_day(plan: Plan, today: date) -> Plan:
    """A plan in force with its instalments as they are on `today`."""
    fresh = (replace(i, state=state_of(i, plan.terms, today)) for i in plan.installments)
    return replace(plan, installments=tuple(fresh))


def cut_off(plan: Plan) -> Plan:
    """A plan that ended unfulfilled: nobody waits any more for what is not paid of it."""
    fresh = (replace(i, state="cancelled") if i.owed else i for i in plan.installments)
    return replace(plan, installments=tuple(fresh))


def asked(plan: Plan) -> Money:
    """How much debt the plan in force is about: what is still to be paid, and its discount."""
    return total((i.owed for i in plan.installments), plan.terms.total.currency) + (
        plan.terms.discount
    )


def shares(plan: Plan, amount: Money, *, first: int | None = None) -> tuple[Share, ...]:
    """Which instalments `amount` pays: `first` before the others, in order; never beyond them."""
    in_order = sorted(plan.installments, key=lambda i: (i.no != first, i.no))
    return tuple(_spread(amount, ((i.no, i.owed) for i in in_order)))


def taken_back(amount: Money, paid: Iterable[Share]) -> tuple[Share, ...]:
    """Of which instalments `amount` goes back, the newest first, as negative shares."""
    newest_first = sorted(paid, reverse=True, key=lambda share: share[0])
    return tuple((no, -part) for no, part in _spread(amount, newest_first))


def with_shares(plan: Plan, given: Iterable[Share]) -> Plan:
    """The plan with these shares paid (or, negative, not paid any more); states as they were."""
    parts = dict(given)
    zero = Money.zero(plan.terms.total.currency)
    fresh = (replace(i, paid=i.paid + parts.get(i.no, zero)) for i in plan.installments)
    return replace(plan, installments=tuple(fresh))


def _spread(amount: Money, rooms: Iterable[Share]) -> Iterator[Share]:
    for no, room in rooms:
        part = min(amount, room)
        if part.amount_minor > 0:
            yield no, part
            amount -= part
