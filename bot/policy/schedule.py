"""How a plan is cut: the amounts of its instalments and the days they fall due."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Final

from bot.kernel.money import Money
from bot.policy.blocks import Every, Plan

_STEP_DAYS: Final = {"week": 7, "fortnight": 14}


def installment_amounts(plan: Plan, owed: Money, *, count: int) -> list[Money]:
    """`owed` in `count` parts, the down payment first; empty when a part is below the minimum.

    Without a down payment the parts are equal; odd cents go to the first ones.
    """
    down = _down_payment(plan, owed)
    amounts = [down, *(owed - down).split(count - 1)] if down else owed.split(count)
    smallest = min(amounts)
    if smallest <= Money.zero(owed.currency) or smallest.to_decimal() < plan.min_installment:
        return []
    return amounts


def due_dates(first: date, every: Every, *, count: int) -> tuple[date, ...]:
    """`count` days from `first` on; a month keeps its day, or ends sooner when it is shorter."""
    if every == "month":
        return tuple(_months_later(first, n) for n in range(count))
    return tuple(first + timedelta(days=n * _STEP_DAYS[every]) for n in range(count))


def _down_payment(plan: Plan, owed: Money) -> Money:
    if plan.down_amount is not None:
        return Money.parse(plan.down_amount, owed.currency)
    return owed.percent(plan.down_pct)


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last_day = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last_day))
