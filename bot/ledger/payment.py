"""What a payment does, before it is posted: to charges, to instalments, to a discount. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from bot.kernel.ids import AccountId, PlanId
from bot.kernel.money import Money
from bot.ledger.allocation import Part, allocate, forgiven, less_owed, without
from bot.ledger.journal import Entry
from bot.ledger.model import DEFAULT_ORDER, Component, OpenCharge
from bot.ledger.plans import Plan, PlanInstallment

Fate = Literal["no_plan", "progress", "completed", "lapsed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReceived:
    """Money that arrived; `source` names it for good, e.g. `pi:pi_3Qx`.

    It counts for the agreement in force when it arrived, whichever `plan_id` it was for; when they
    are the same, `installment_no` is paid first. `allocation_order` is the policy's.
    `posted_at` is when we book it, if not the moment it was received.
    """

    source: str
    account_id: AccountId
    plan_id: PlanId | None
    installment_no: int | None
    amount: Money
    received_at: datetime
    method: str
    allocation_order: tuple[Component, ...] = DEFAULT_ORDER
    posted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """`entries` book the payment, `discount` forgives (empty unless a settlement was fulfilled).

    `progress` has the instalments that move, as they will be; `fate` is what becomes of the plan.
    """

    entries: tuple[Entry, ...]
    discount: tuple[Entry, ...]
    progress: tuple[PlanInstallment, ...]
    fate: Fate


def effect_of(
    received: PaymentReceived, charges: Sequence[OpenCharge], *, plan: Plan | None, day: date
) -> Effect:
    """What `received` does to `charges` and to the agreement in force on `day`."""
    progress = _progress(plan, received) if plan else ()
    fate = _fate(plan, progress, day)
    if plan is None or fate == "lapsed":
        entries = _payment_entries(received, charges, held=(), is_last=False)
        return Effect(entries=entries, discount=(), progress=(), fate=fate)
    held = forgiven(charges, plan.terms.discount_by_component)
    is_last = fate == "completed"
    return Effect(
        entries=_payment_entries(received, charges, held=held, is_last=is_last),
        discount=_discount_entries(held) if is_last else (),
        progress=progress,
        fate=fate,
    )


def _progress(plan: Plan, received: PaymentReceived) -> tuple[PlanInstallment, ...]:
    named = received.installment_no if received.plan_id == plan.id else None
    pending = [i for i in plan.installments if i.state == "pending"]
    rest = received.amount
    moved = []
    for installment in sorted(pending, key=lambda i: (i.no != named, i.no)):
        part = min(rest, installment.owed)
        rest -= part
        if part:
            moved.append(_paid_more(installment, part))
    return tuple(moved)


def _paid_more(installment: PlanInstallment, part: Money) -> PlanInstallment:
    paid = installment.paid + part
    is_full = paid == installment.amount
    return replace(installment, paid=paid, state="paid" if is_full else "pending")


def _fate(plan: Plan | None, progress: Sequence[PlanInstallment], day: date) -> Fate:
    if plan is None:
        return "no_plan"
    if plan.terms.kind == "settlement" and day > plan.terms.installments[-1].due_on:
        return "lapsed"
    now_paid = {i.no for i in progress if i.state == "paid"}
    still_pending = {i.no for i in plan.installments if i.state == "pending"} - now_paid
    return "progress" if still_pending else "completed"


def _payment_entries(
    received: PaymentReceived,
    charges: Sequence[OpenCharge],
    *,
    held: Sequence[Part],
    is_last: bool,
) -> tuple[Entry, ...]:
    """Cash in, debt down; `held`, which a settlement will forgive, is paid last, or never."""
    order = received.allocation_order
    first = allocate(received.amount, without(charges, held), order=order)
    spared = [] if is_last else [replace(charge, owed=part) for charge, part in held]
    then = allocate(first.rest, spared, order=order)
    credit = (Entry(book="customer_credit", amount=-then.rest),) if then.rest else ()
    cash = Entry(book="cash", amount=received.amount)
    return (cash, *less_owed([*first.parts, *then.parts]), *credit)


def _discount_entries(held: Iterable[Part]) -> tuple[Entry, ...]:
    given = (
        Entry(book="discount", amount=part, component=charge.charge.component)
        for charge, part in held
    )
    return (*given, *less_owed(held))
