"""How offers are said: the menu of a round, and the written terms of one offer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.kernel.messages import Reply, ReplyOption
from bot.ledger.service import Account, Balance, PlanTerms
from bot.negotiation.offers import Offer
from bot.usecases.balance import component_lines
from bot.usecases.values import day, lines, moment, money


def menu_reply(account: Account, balance: Balance, round_: Sequence[Offer]) -> Reply:
    """Every offer of the round with its number, as a list and as options."""
    listed = lines(
        (
            "offers.line",
            {
                "no": offer.position,
                "title": offer_title(offer),
                "amount": money(offer.terms.total),
            },
        )
        for offer in round_
    )
    values = {"last4": account.last4, "total": money(balance.total), "lines": listed}
    key = "offers.menu" if len(round_) > 1 else "offers.menu_one"
    return Reply(key=key, values=values, options=offer_options(round_))


def terms_reply(account: Account, balance: Balance, offer: Offer) -> Reply:
    """The terms in writing, with a yes and a no that carry the offer's id."""
    terms = offer.terms
    values = {
        "creditor": account.creditor,
        "last4": account.last4,
        "amount": money(terms.total),
        "discount": money(terms.discount),
        "lines": _term_lines(balance, terms),
        "due_on": day(terms.installments[-1].due_on),
        "expires": moment(offer.expires_at),
        "calculated_on": day(balance.calculated_on),
        "offer": offer.id,
    }
    options = (
        ReplyOption(id=f"affirm:{offer.id}", key="terms.option_yes"),
        ReplyOption(id=f"deny:{offer.id}", key="terms.option_no"),
    )
    return Reply(key=f"terms.{terms.kind}", values=values, options=options)


def offer_options(round_: Sequence[Offer]) -> tuple[ReplyOption, ...]:
    """The offers of the round as options to press."""
    return tuple(
        ReplyOption(
            id=f"choose_option:{offer.id}", key=f"offer.{offer.terms.kind}", values=_hints(offer)
        )
        for offer in round_
    )


def offer_title(offer: Offer) -> dict[str, Any]:
    """What the offer is called: "4 payments"."""
    return {"key": f"offer.{offer.terms.kind}", "values": _hints(offer)}


def _hints(offer: Offer) -> dict[str, Any]:
    terms = offer.terms
    return {
        "amount": money(terms.total),
        "discount": money(terms.discount),
        "count": len(terms.installments),
        "first": money(terms.installments[0].amount),
    }


def _term_lines(balance: Balance, terms: PlanTerms) -> dict[str, Any]:
    """The schedule of a plan; of one payment, what it is made of."""
    if terms.kind == "plan":
        return lines(
            (
                "terms.installment",
                {"no": i.no, "due_on": day(i.due_on), "amount": money(i.amount)},
            )
            for i in terms.installments
        )
    is_current = terms.kind == "current"
    paid = balance.past_due_components if is_current else balance.components
    return component_lines(paid, "terms.component")
