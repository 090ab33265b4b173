"""From a rule to offers with amounts and dates, exact to the cent. Pure: `today` is given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import Literal

from bot.kernel.money import Money, MoneyError, total
from bot.policy.blocks import Approval, Offer, OnePayment, Plan, Settlement
from bot.policy.evaluate import Decision
from bot.policy.schedule import due_dates, installment_amounts

OfferKind = Literal["full", "current", "settlement", "plan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """What is owed on an account; raises MoneyError unless `components` add up to `total`."""

    currency: str
    total: Money
    past_due: Money
    components: Mapping[str, Money]

    def __post_init__(self) -> None:
        zero = Money.zero(self.currency)
        if not zero <= self.past_due <= self.total or any(
            amount < zero for amount in self.components.values()
        ):
            raise MoneyError("a position has no negative amounts, and no more past due than owed")
        if total(self.components.values(), self.currency) != self.total:
            raise MoneyError("the components of a position do not add up to its total")


@dataclass(frozen=True, slots=True, kw_only=True)
class Installment:
    """One payment of an offer, counted from 1; `due_on` is a day where the person lives."""

    no: int
    due_on: date
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferTerms:
    """One offer: its instalments add up to `total_to_pay`; only a settlement has a discount.

    `grace_days` and `tolerance_pct` say when an instalment counts as kept.
    """

    kind: OfferKind
    total_to_pay: Money
    discount: Money
    discount_by_component: Mapping[str, Money]
    installments: tuple[Installment, ...]
    expires_hours: int
    approval_needed: bool
    grace_days: int = 0
    tolerance_pct: Decimal = Decimal(0)


def build_offers(
    decision: Decision, position: Position, today: date, *, first_on: date | None = None
) -> tuple[OfferTerms, ...]:
    """The offers the bot may make by itself, full payment first; none means a person.

    Each begins on `first_on`, or on the last day its block allows when that is sooner.
    """
    allowed = allowed_offers(decision, position, today, first_on=first_on)
    return tuple(terms for terms in allowed if not terms.approval_needed)


def allowed_offers(
    decision: Decision, position: Position, today: date, *, first_on: date | None = None
) -> tuple[OfferTerms, ...]:
    """Everything the rule allows, what needs a person marked `approval_needed`: for agents' eyes.

    Empty when nothing is owed, no rule applies, or the version is not in force `today`.
    """
    offer = decision.offer
    if offer is None or not position.total or not decision.effective.includes(today):
        return ()
    if decision.currency != position.currency:
        raise MoneyError("the position is not in the currency of the decision")
    days = _Days(today=today, wanted=first_on)
    drafts = (
        *_single_payments(offer, position, days),
        *_settlements(offer, position, days),
        *_plans(offer, position, days),
    )
    return tuple(
        replace(terms, approval_needed=terms.approval_needed or offer.approval.always)
        for terms in drafts
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Days:
    """Today, and the day on which the person wants to begin, if they said one."""

    today: date
    wanted: date | None

    def first(self, within: int) -> date:
        """The day of the first payment: the wanted one where `within` days allow it."""
        last = self.today + timedelta(days=within)
        return last if self.wanted is None else max(self.today, min(self.wanted, last))


def _single_payments(offer: Offer, position: Position, days: _Days) -> Iterator[OfferTerms]:
    if offer.full is not None:
        yield _one_payment(offer, offer.full, kind="full", amount=position.total, days=days)
    if offer.current is not None and position.past_due and position.past_due != position.total:
        yield _one_payment(
            offer, offer.current, kind="current", amount=position.past_due, days=days
        )


def _one_payment(
    offer: Offer,
    block: OnePayment | Settlement,
    *,
    kind: OfferKind,
    amount: Money,
    days: _Days,
) -> OfferTerms:
    due_on = days.first(block.pay_within_days)
    return OfferTerms(
        kind=kind,
        total_to_pay=amount,
        discount=Money.zero(amount.currency),
        discount_by_component={},
        installments=(Installment(no=1, due_on=due_on, amount=amount),),
        expires_hours=offer.expires_hours,
        approval_needed=False,
        grace_days=block.grace_days,
    )


def _settlements(offer: Offer, position: Position, days: _Days) -> Iterator[OfferTerms]:
    block = offer.settlement
    if block is None:
        return
    limit = offer.approval.discount_above_pct
    alone = block.discount_pct if limit is None else min(block.discount_pct, limit)
    for pct in sorted({alone, block.discount_pct}):
        forgiven = _forgiven(block, position, pct=pct)
        discount = total(forgiven.values(), position.currency)
        if discount and discount < position.total:
            amount = position.total - discount
            terms = _one_payment(offer, block, kind="settlement", amount=amount, days=days)
            needed = pct > alone or _is_large(offer.approval, position)
            yield replace(
                terms, discount=discount, discount_by_component=forgiven, approval_needed=needed
            )


def _forgiven(block: Settlement, position: Position, *, pct: Decimal) -> dict[str, Money]:
    """The discount by component, rounded down: never a cent more than the policy grants."""
    parts: dict[str, Money] = {}
    for name in block.components:
        part = _percent_down(position.components.get(name, Money.zero(position.currency)), pct)
        if part:
            parts[name] = part
    if block.max_forgiven is not None:
        parts = _at_most(Money.parse(block.max_forgiven, position.currency), parts)
    return parts


def _percent_down(amount: Money, pct: Decimal) -> Money:
    part = (Decimal(amount.amount_minor) * pct / 100).to_integral_value(ROUND_FLOOR)
    return Money(int(part), amount.currency)


def _at_most(limit: Money, parts: dict[str, Money]) -> dict[str, Money]:
    if total(parts.values(), limit.currency) <= limit:
        return parts
    shares = limit.allocate([part.amount_minor for part in parts.values()])
    return {name: share for name, share in zip(parts, shares, strict=True) if share}


def _plans(offer: Offer, position: Position, days: _Days) -> Iterator[OfferTerms]:
    plan = offer.plan
    if plan is None:
        return
    for count in plan.counts:
        amounts = installment_amounts(plan, position.total, count=count)
        due = due_dates(days.first(plan.first_due_days), plan.every, count=count)
        if amounts and not _is_too_long(plan, days.today, due[-1]):
            terms = _plan(offer, position, amounts=amounts, days=due)
            yield replace(terms, grace_days=plan.grace_days, tolerance_pct=plan.tolerance_pct)


def _is_too_long(plan: Plan, today: date, last: date) -> bool:
    return plan.max_total_days is not None and (last - today).days > plan.max_total_days


def _plan(
    offer: Offer, position: Position, *, amounts: list[Money], days: tuple[date, ...]
) -> OfferTerms:
    limit = offer.approval.installments_above
    too_many = limit is not None and len(amounts) > limit
    return OfferTerms(
        kind="plan",
        total_to_pay=position.total,
        discount=Money.zero(position.currency),
        discount_by_component={},
        installments=tuple(
            Installment(no=no, due_on=day, amount=amount)
            for no, (day, amount) in enumerate(zip(days, amounts, strict=True), start=1)
        ),
        expires_hours=offer.expires_hours,
        approval_needed=too_many or _is_large(offer.approval, position),
    )


def _is_large(approval: Approval, position: Position) -> bool:
    return (
        approval.balance_above is not None and position.total.to_decimal() > approval.balance_above
    )
