"""What a person asked for, as it is kept and as agents read it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from bot.kernel.money import Money
from bot.policy.counter import Ask

_SUMS: Final = ("total", "discount", "each")


def to_json(ask: Ask) -> dict[str, Any]:
    """The ask as the JSON that is stored: only what was said."""
    said: dict[str, Any] = {
        "kind": ask.kind,
        "payments": ask.payments,
        "every": ask.every,
        "first_on": ask.first_on.isoformat() if ask.first_on else None,
    }
    for name in _SUMS:
        money: Money | None = getattr(ask, name)
        said[name] = [money.amount_minor, money.currency] if money else None
    return {name: value for name, value in said.items() if value is not None}


def from_json(stored: Mapping[str, Any]) -> Ask:
    """The ask that `to_json` wrote."""
    sums = {name: Money(*stored[name]) for name in _SUMS if name in stored}
    day = stored.get("first_on")
    return Ask(
        kind=stored.get("kind"),
        payments=stored.get("payments"),
        every=stored.get("every"),
        first_on=date.fromisoformat(day) if day else None,
        **sums,
    )


def for_agents(ask: Ask) -> str:
    """One line of figures that reads the same in every agent's language: `8 × 300.00 MXN`."""
    parts = [
        f"{ask.payments} ×" if ask.payments else "",
        *(_money(money) for money in (ask.each, ask.total)),
        f"-{_money(ask.discount)}" if ask.discount else "",
        f"→ {ask.first_on}" if ask.first_on else "",
        f"/ {ask.every}" if ask.every else "",
    ]
    return " ".join(part for part in parts if part)


def _money(amount: Money | None) -> str:
    return f"{amount.to_decimal()} {amount.currency}" if amount else ""
