"""How we answer what a person asks for: what we cannot do, the nearest, and what we ask back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from bot.kernel.messages import Reply, ReplyOption
from bot.kernel.money import Money
from bot.negotiation.counter_offers import CounterOffer
from bot.negotiation.offers import Offer
from bot.policy.counter import Ask, Aspect
from bot.usecases.offer_replies import offer_options
from bot.usecases.values import MENU, day, lines, money

# As many ways of saying that something is beyond the policy; no day has more rounds.
MOST_ROUNDS: Final = 5
_PERSON: Final = MENU[-1]


def nearest_reply(ask: Ask, unmet: Aspect, round_: Sequence[Offer], *, number: int) -> Reply:
    """The `number`-th honest no of the day: what is not possible, and the nearest that is."""
    offered = [(f"nearest.{o.terms.kind}", _offered(o)) for o in round_]
    person = ("nearest.person", {"no": len(round_) + 1})
    return Reply(
        key=f"counter.round_{number}",
        values={"asked": _asked(ask, unmet), "lines": lines([*offered, person])},
        options=(*offer_options(round_), _PERSON),
    )


def which_reply(kept: CounterOffer, readings: Sequence[Ask]) -> Reply:
    """Which of two readings was meant; each can be pressed, said, or given by its number."""
    said = [_reading(ask, readings) for ask in readings]
    listed = lines(
        ("reading.line", {"no": no, "asked": {"key": key, "values": values}})
        for no, (key, values) in enumerate(said, start=1)
    )
    options = tuple(
        ReplyOption(id=f"choose_option:{kept.id}.{no}", key=key, values=values)
        for no, (key, values) in enumerate(said, start=1)
    )
    return Reply(key="counter.which", values={"lines": listed}, options=options)


def which_day_reply(last: date) -> Reply:
    """On which day, up to the last one that is possible."""
    return Reply(key="counter.which_day", values={"last": day(last)})


def _offered(offer: Offer) -> dict[str, Any]:
    first = offer.terms.installments[0]
    return {
        "no": offer.position,
        "count": len(offer.terms.installments),
        "amount": money(offer.terms.total),
        "discount": money(offer.terms.discount),
        "first": money(first.amount),
        "due_on": day(first.due_on),
    }


def _asked(ask: Ask, aspect: Aspect) -> dict[str, Any]:
    """The part of the ask that is not possible, as words to fill a sentence."""
    if aspect == "every":
        return {"key": f"asked.{ask.every}"}
    return {"key": f"asked.{aspect}", "values": _values(ask)}


def _values(ask: Ask) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if (sum_ := ask.total or ask.discount or ask.each) is not None:
        values["amount"] = money(sum_)
    if ask.payments is not None:
        values["count"] = ask.payments
    if ask.first_on is not None:
        values["day"] = day(ask.first_on)
    return values


def _reading(ask: Ask, among: Sequence[Ask]) -> tuple[str, dict[str, Any]]:
    """What tells this reading from the others: its sum, its count, or its day."""
    sums: set[Money | None] = {a.total or a.discount or a.each for a in among}
    if len(sums) > 1:
        return "reading.sum", _values(ask)
    if len({a.payments for a in among}) > 1:
        return "reading.payments", _values(ask)
    return "reading.day", _values(ask)
