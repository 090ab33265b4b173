"""Typed values of replies, in the JSON forms that bot.locale.render understands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from bot.kernel.messages import ReplyOption
from bot.kernel.money import Money

MENU = (
    ReplyOption(id="ask_balance", key="menu.balance"),
    ReplyOption(id="request_plan", key="menu.plan"),
    ReplyOption(id="ask_human", key="menu.human"),
)


def money(amount: Money) -> dict[str, Any]:
    """An amount with its currency."""
    return {"money": [amount.amount_minor, amount.currency]}


def day(value: date) -> dict[str, str]:
    """A calendar day."""
    return {"date": value.isoformat()}


def moment(value: datetime) -> dict[str, str]:
    """A point in time, said in the contact's zone."""
    return {"moment": value.isoformat()}


def text(key: str) -> dict[str, str]:
    """A text of the catalogs."""
    return {"key": key}


def lines(items: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, Any]:
    """Lines of a list: (key, values) each."""
    return {"lines": [{"key": key, "values": dict(values)} for key, values in items]}
