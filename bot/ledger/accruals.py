"""What being late costs by an account's declared terms, night by night. Pure; every sum is exact.

The unit of a rate is a part: so many parts make a minor unit that every rate and day count yields
a whole number of them. What does not fill a minor unit is carried to the next night, so that any
number of nights is charged the exact sum, rounded down once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal

from bot.kernel.money import Money
from bot.ledger.model import Component

DayCount = Literal[360, 365]
# What the terms add to a debt: what the lender's file may not bring as well.
ADDED: Final[frozenset[Component]] = frozenset({"late_interest", "fee"})

PCT_DECIMALS: Final = 4
_WHOLE_PCT: Final = 100 * 10**PCT_DECIMALS
_DAYS: Final = 26_280  # the least number that both 360 and 365 divide
INTEREST_PARTS: Final = _DAYS * _WHOLE_PCT
TAX_PARTS: Final = _WHOLE_PCT
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccrualTerms:
    """What the lender declared: `late_interest_pct` a year, `tax_pct` of interest and fees.

    Both have at most PCT_DECIMALS decimals. `late_fee` is charged once for each due date that is
    missed; nothing is charged within `grace_days` of a due date, nor for them afterwards.
    A day is accrued `wait_days` after it is over: payments of that day may be told late.
    """

    late_interest_pct: Decimal
    day_count: DayCount
    tax_pct: Decimal
    late_fee: Money | None
    grace_days: int
    wait_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What was earned and not charged yet: less than a minor unit, in the parts of each."""

    interest: int = 0
    tax: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DueCharge:
    """A charge outside any agreement: `movements` are the days on which what is owed changed.

    Amounts are minor units, what is owed more is positive; the days may stand in any order.
    """

    component: Component
    due_on: date
    movements: tuple[tuple[date, int], ...]

    @property
    def owed_now(self) -> int:
        """What is owed after all movements."""
        return sum(amount for _, amount in self.movements)

    def owed_on(self, day: date) -> int:
        """What was owed at the end of `day`; nothing while more had been paid than charged."""
        return max(0, sum(amount for moved_on, amount in self.movements if moved_on <= day))


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """What the end of `day` adds, all of it due with the oldest debt that is late.

    `base` is the late principal that bore interest.
    """

    day: date
    due_on: date
    base: Money
    interest: Money
    fee: Money
    tax: Money

    @property
    def added(self) -> tuple[tuple[Component, Money], ...]:
        """The charges of the night, one per component, leaving out what is zero."""
        parts: tuple[tuple[Component, Money], ...] = (
            ("late_interest", self.interest),
            ("fee", self.fee),
            ("tax", self.tax),
        )
        return tuple((component, amount) for component, amount in parts if amount)


def accrue(
    terms: AccrualTerms,
    charges: Sequence[DueCharge],
    *,
    days: Iterable[date],
    carried: Carried,
    currency: str,
) -> tuple[tuple[Night, ...], Carried]:
    """The nights of `days`, in their order, that add something, and what is carried on.

    A debt that was settled or agreed upon whole before its night was reached costs nothing more:
    whoever was told a sum and paid it owes nothing.
    """
    nights = []
    for day in days:
        night, carried = _night(terms, charges, day=day, carried=carried, currency=currency)
        if night is not None and night.added:
            nights.append(night)
    return tuple(nights), carried


def days_between(after: date, until: date) -> tuple[date, ...]:
    """Every day after `after`, up to `until` and with it."""
    return tuple(after + _ONE_DAY * n for n in range(1, (until - after).days + 1))


def _night(
    terms: AccrualTerms,
    charges: Sequence[DueCharge],
    *,
    day: date,
    carried: Carried,
    currency: str,
) -> tuple[Night | None, Carried]:
    late = [c for c in charges if _first_late_day(c, terms) <= day and c.owed_on(day)]
    due_on = min((c.due_on for c in late if c.owed_now > 0), default=None)
    if due_on is None:
        return None, carried
    base = sum(c.owed_on(day) for c in late if c.component == "principal")
    interest, carried = _interest(terms, base, carried)
    fee = _fee(terms, late, day)
    tax, carried = _tax(terms, interest + fee, carried)
    night = Night(
        day=day,
        due_on=due_on,
        base=Money(base, currency),
        interest=Money(interest, currency),
        fee=Money(fee, currency),
        tax=Money(tax, currency),
    )
    return night, carried


def _first_late_day(charge: DueCharge, terms: AccrualTerms) -> date:
    return charge.due_on + _ONE_DAY * (terms.grace_days + 1)


def _interest(terms: AccrualTerms, base: int, carried: Carried) -> tuple[int, Carried]:
    a_day = _units(terms.late_interest_pct) * (_DAYS // terms.day_count)
    whole, rest = divmod(base * a_day + carried.interest, INTEREST_PARTS)
    return whole, replace(carried, interest=rest)


def _fee(terms: AccrualTerms, late: Sequence[DueCharge], day: date) -> int:
    """A due date is missed on one day only: the first after its grace."""
    is_missed = any(_first_late_day(charge, terms) == day for charge in late)
    return terms.late_fee.amount_minor if terms.late_fee and is_missed else 0


def _tax(terms: AccrualTerms, taxed: int, carried: Carried) -> tuple[int, Carried]:
    whole, rest = divmod(taxed * _units(terms.tax_pct) + carried.tax, TAX_PARTS)
    return whole, replace(carried, tax=rest)


def _units(pct: Decimal) -> int:
    return int(pct.scaleb(PCT_DECIMALS))
