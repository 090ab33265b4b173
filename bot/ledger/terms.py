"""The terms of an offer and of the plan it becomes: checked when built, kept forever as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Any, Literal, cast

from bot.kernel.errors import Permanent
from bot.kernel.money import Money, total
from bot.ledger.model import COMPONENTS, Component

Kind = Literal["full", "current", "settlement", "plan"]


class TermsError(Permanent):
    """The terms contradict themselves: a part does not sum, or a kind breaks its own rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installment:
    """One payment of the terms: the `no`-th from 1, due on a day of the customer's calendar."""

    no: int
    due_on: date
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTerms:
    """What the person pays and when; `total` is the sum of the instalments, exactly.

    `discount` is forgiven when a settlement is paid in full and in time. An instalment counts as
    kept when its amount less `tolerance_pct` has come within `grace_days`. Raises TermsError.
    """

    kind: Kind
    total: Money
    discount: Money
    discount_by_component: Mapping[Component, Money] = field(default_factory=dict)
    installments: tuple[Installment, ...]
    grace_days: int = 0
    tolerance_pct: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        """Refuse terms that do not add up."""
        wrong = self._wrong()
        if wrong is not None:
            raise TermsError(f"{self.kind} terms: {wrong}")

    def least(self, amount: Money) -> Money:
        """The smallest sum that keeps an instalment of `amount`."""
        return less_tolerance(amount, self.tolerance_pct)

    def last_day(self, due_on: date) -> date:
        """The last day on which a payment of what falls due on `due_on` still counts."""
        return due_on + timedelta(days=self.grace_days)

    def _wrong(self) -> str | None:
        amounts = [i.amount for i in self.installments]
        if [i.no for i in self.installments] != list(range(1, len(amounts) + 1)) or not amounts:
            return "instalments are not numbered from 1"
        if any(amount.amount_minor <= 0 for amount in amounts):
            return "an instalment is not positive"
        if total(amounts, self.total.currency) != self.total:
            return "instalments do not sum to the total"
        return self._wrong_dates() or self._wrong_discount() or self._wrong_patience()

    def _wrong_dates(self) -> str | None:
        days = [i.due_on for i in self.installments]
        if days != sorted(set(days)):
            return "due dates do not ascend"
        if self.kind != "plan" and len(days) != 1:
            return "exactly one instalment is wanted"
        return None

    def _wrong_discount(self) -> str | None:
        parts = self.discount_by_component
        if any(part.amount_minor < 0 for part in parts.values()) or not set(parts) <= {
            *COMPONENTS
        }:
            return "a discounted component is unknown or negative"
        if total(parts.values(), self.total.currency) != self.discount:
            return "the discount is not the sum of its components"
        if self.discount and self.kind != "settlement":
            return "only a settlement has a discount"
        return None

    def _wrong_patience(self) -> str | None:
        if self.grace_days < 0 or not 0 <= self.tolerance_pct <= 100:
            return "days of grace or a tolerance that cannot be"
        if self.tolerance_pct and self.kind != "plan":
            return "only a plan has a tolerance"
        return None


def less_tolerance(amount: Money, pct: Decimal) -> Money:
    """`amount` less `pct` per cent, rounded up to the minor unit."""
    part = Decimal(amount.amount_minor) * (100 - pct) / 100
    return Money(int(part.to_integral_value(ROUND_CEILING)), amount.currency)


def to_json(terms: PlanTerms) -> dict[str, Any]:
    """`terms` as the JSON that is stored; the same terms always give the same JSON."""
    return {
        "kind": terms.kind,
        "currency": terms.total.currency,
        "total": terms.total.amount_minor,
        "discount": terms.discount.amount_minor,
        "discount_by_component": {
            name: part.amount_minor for name, part in sorted(terms.discount_by_component.items())
        },
        "installments": [
            [i.no, i.due_on.isoformat(), i.amount.amount_minor] for i in terms.installments
        ],
        "grace_days": terms.grace_days,
        "tolerance_pct": f"{terms.tolerance_pct.normalize():f}",
    }


def from_json(stored: Mapping[str, Any]) -> PlanTerms:
    """The terms that `to_json` wrote, now or when there was neither grace nor tolerance."""
    currency = stored["currency"]
    return PlanTerms(
        kind=stored["kind"],
        total=Money(stored["total"], currency),
        discount=Money(stored["discount"], currency),
        discount_by_component={
            cast("Component", name): Money(part, currency)
            for name, part in stored["discount_by_component"].items()
        },
        installments=tuple(
            Installment(no=no, due_on=date.fromisoformat(day), amount=Money(minor, currency))
            for no, day, minor in stored["installments"]
        ),
        grace_days=stored.get("grace_days", 0),
        tolerance_pct=Decimal(stored.get("tolerance_pct", "0")),
    )
