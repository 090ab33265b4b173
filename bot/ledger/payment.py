"""What a payment does, before it is posted: to charges, to instalments, to a discount. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.kernel.ids import AccountId, PlanId
from bot.kernel.money import Money, total
from bot.ledger.allocation import Part, allocate, forgiven, less_owed
from bot.ledger.chart import OWED_BOOKS
from bot.ledger.journal import Entry
from bot.ledger.model import DEFAULT_ORDER, Component, OpenCharge
from bot.ledger.plan_states import Share, is_fulfilled, shares, with_shares
from bot.ledger.plans import Plan


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

    `shares` is what each instalment gets of it, `plan` the agreement with them; `credit` is what
    is the customer's because nothing was owed any more.
    """

    entries: tuple[Entry, ...]
    discount: tuple[Entry, ...]
    shares: tuple[Share, ...]
    plan: Plan | None
    credit: Money

    @property
    def fulfils(self) -> bool:
        """Whether the agreement asks nothing more after it."""
        return self.plan is not None and is_fulfilled(self.plan)


def effect_of(
    received: PaymentReceived, charges: Sequence[OpenCharge], *, plan: Plan | None
) -> Effect:
    """What `received` does to `charges` and to the agreement that it counts for."""
    if plan is None:
        spread = allocate(received.amount, charges, order=received.allocation_order)
        return _effect(received, less_owed(spread.parts), credit=spread.rest)
    first = received.installment_no if received.plan_id == plan.id else None
    given = shares(plan, received.amount, first=first)
    paid = with_shares(plan, given)
    held = held_by(plan, charges)
    is_last = is_fulfilled(paid)
    wanted = total((part for _, part in given), received.amount.currency)
    entries, rest = _pay(received, charges, held=held, wanted=wanted, is_last=is_last)
    return replace(
        _effect(received, entries, credit=rest),
        discount=discount_entries(held) if is_last else (),
        shares=given,
        plan=paid,
    )


def held_by(plan: Plan, charges: Sequence[OpenCharge]) -> tuple[Part, ...]:
    """What a settlement will forgive of `charges`: of what was agreed about, else of the rest."""
    agreed = forgiven(_only_arranged(charges), plan.terms.discount_by_component)
    missing = dict(plan.terms.discount_by_component)
    for charge, part in agreed:
        missing[charge.charge.component] -= part
    others = [replace(c, owed=c.owed - c.arranged) for c in charges]
    return (*agreed, *forgiven(others, missing))


def discount_entries(held: Sequence[Part]) -> tuple[Entry, ...]:
    """The entries that forgive `held`, of charges as they were before the payment.

    What is held is never paid before it is forgiven: it still stands in the same books.
    """
    given = (
        Entry(book="discount", amount=part, component=charge.charge.component)
        for charge, part in held
    )
    return (*given, *less_owed(held))


def after(charges: Sequence[OpenCharge], entries: Iterable[Entry]) -> list[OpenCharge]:
    """`charges` once `entries` are posted."""
    owed: dict[str | None, int] = {}
    arranged: dict[str | None, int] = {}
    for entry in entries:
        if entry.book in OWED_BOOKS:
            moved = entry.amount.amount_minor
            owed[entry.charge_id] = owed.get(entry.charge_id, 0) + moved
            if entry.book == "arranged":
                arranged[entry.charge_id] = arranged.get(entry.charge_id, 0) + moved
    return [_moved(c, owed.get(c.charge.id, 0), arranged.get(c.charge.id, 0)) for c in charges]


def _pay(
    received: PaymentReceived,
    charges: Sequence[OpenCharge],
    *,
    held: Sequence[Part],
    wanted: Money,
    is_last: bool,
) -> tuple[tuple[Entry, ...], Money]:
    """Debt down, and what is left of the money: `wanted` pays what was agreed about first.

    `held`, which a settlement will forgive, is paid last, or never.
    """
    order = received.allocation_order
    free = after(charges, less_owed(held))
    agreed = allocate(wanted, _only_arranged(free), order=order)
    entries = less_owed(agreed.parts)
    others = allocate(received.amount - wanted + agreed.rest, after(free, entries), order=order)
    spared = [] if is_last else [replace(charge, owed=part) for charge, part in held]
    last = allocate(others.rest, spared, order=order)
    return (*entries, *less_owed(others.parts), *less_owed(last.parts)), last.rest


def _effect(received: PaymentReceived, paid: Sequence[Entry], *, credit: Money) -> Effect:
    cash = Entry(book="cash", amount=received.amount)
    beyond = (Entry(book="customer_credit", amount=-credit),) if credit else ()
    return Effect(entries=(cash, *paid, *beyond), discount=(), shares=(), plan=None, credit=credit)


def _only_arranged(charges: Sequence[OpenCharge]) -> list[OpenCharge]:
    return [replace(c, owed=min(c.owed, c.arranged)) for c in charges]


def _moved(charge: OpenCharge, owed: int, arranged: int) -> OpenCharge:
    currency = charge.owed.currency
    return replace(
        charge,
        owed=charge.owed + Money(owed, currency),
        arranged=charge.arranged + Money(arranged, currency),
    )
