"""What is left of an agreement, as lines of a message. Pure."""

from __future__ import annotations

from typing import Any, Final

from bot.kernel.money import Money
from bot.ledger.service import Plan, is_kept

_SHOWN: Final = 6


def left_of(plan: Plan | None, *, at_least: int = 1) -> dict[str, Any]:
    """The values `left` (how many payments) and `schedule` (day and amount of each, six at most).

    Both are empty when fewer than `at_least` are left to pay, or the agreement is over.
    """
    open_ = (
        [i for i in plan.installments if not is_kept(i, plan.terms)]
        if plan is not None and plan.state == "active"
        else []
    )
    if len(open_) < at_least:
        open_ = []
    shown = [
        _line("receipt.installment", due_on={"date": i.due_on.isoformat()}, amount=amount(i.owed))
        for i in open_[:_SHOWN]
    ]
    more = len(open_) - _SHOWN
    if more > 0:
        shown.append(_line("receipt.more", count=more))
    key = "receipt.left_one" if len(open_) == 1 else "receipt.left"
    return {
        "left": _line(key, count=len(open_)) if open_ else None,
        "schedule": {"lines": shown},
    }


def amount(money: Money) -> dict[str, Any]:
    """An amount with its currency, as replies carry it."""
    return {"money": [money.amount_minor, money.currency]}


def _line(key: str, **values: Any) -> dict[str, Any]:
    return {"key": key, "values": values}
