"""What the policy answers to terms that a person names: those, or the nearest it allows. Pure.

Whatever comes out is an offer of the rule itself (`build_offers`): nothing here makes amounts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from bot.kernel.money import Money
from bot.policy.blocks import Every
from bot.policy.evaluate import Decision
from bot.policy.terms import OfferKind, OfferTerms, Position, build_offers

Aspect = Literal["total", "discount", "each", "payments", "every", "first_on"]

_MOST_NEAREST: Final = 2
# People round: within one per cent, the offer's own amount is what they meant.
_ROUNDING: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """The terms a person names, in the currency of the debt; None is what they did not say.

    `total` would close the account, `discount` be forgiven, `each` be paid every time. `kind` is
    set when something is to change in terms of that kind.
    """

    kind: OfferKind | None = None
    total: Money | None = None
    discount: Money | None = None
    each: Money | None = None
    payments: int | None = None
    every: Every | None = None
    first_on: date | None = None

    @property
    def is_one_offer(self) -> bool:
        """Whether at most one offer can be meant; else whatever fits is to be chosen from."""
        said = (self.kind, self.total, self.discount, self.each)
        return any(one is not None for one in said) or (self.payments or 0) > 1

    @property
    def sum_said(self) -> Aspect:
        """Which of the sums it is that `closing` goes by."""
        if self.discount is not None:
            return "discount"
        return "total" if self.total is not None else "each"

    def closing(self, owed: Money) -> Money | None:
        """What the person would pay in all to owe nothing; None when they did not say."""
        if self.discount is not None:
            return owed - self.discount
        if self.total is None and self.payments is None and self.each is not None:
            return self.each if self.each >= owed else None
        return self.total


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """The offers that are what was asked; without any, the nearest two and what they are not.

    All empty when the bot may offer nothing by itself.
    """

    met: tuple[OfferTerms, ...] = ()
    nearest: tuple[OfferTerms, ...] = ()
    unmet: Aspect | None = None


def respond(ask: Ask, decision: Decision, position: Position, today: date) -> Response:
    """Find what was asked among what the policy lets the bot offer, or the nearest to it."""
    rhythm = decision.offer.plan.every if decision.offer and decision.offer.plan else None
    wish = _Wish(ask=ask, owed=position.total, rhythm=rhythm)
    offers = build_offers(decision, position, today, first_on=ask.first_on)
    ranked = sorted(_of_kind(ask, offers), key=wish.distance)
    met = tuple(offer for offer in ranked if not any(wish.unmet(offer)))
    if met:
        return Response(met=met[:1] if ask.is_one_offer else met)
    but_for_the_day = [offer for offer in ranked if list(wish.unmet(offer)) == ["first_on"]]
    nearest = tuple((but_for_the_day or ranked)[:_MOST_NEAREST])
    unmet = next(wish.unmet(nearest[0])) if nearest else None
    return Response(nearest=nearest, unmet=unmet)


def _of_kind(ask: Ask, offers: tuple[OfferTerms, ...]) -> tuple[OfferTerms, ...]:
    """Those of the kind to be changed, or all when the policy no longer has that kind."""
    return tuple(offer for offer in offers if offer.kind == ask.kind) or offers


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """An ask beside what is owed and the rhythm of the rule's plans."""

    ask: Ask
    owed: Money
    rhythm: Every | None

    def unmet(self, offer: OfferTerms) -> Iterator[Aspect]:
        """What of the ask `offer` is not, the most telling first."""
        ask = self.ask
        closing = ask.closing(self.owed)
        if closing is not None and not self._closes(offer, closing):
            yield ask.sum_said
        if ask.payments is not None and len(offer.installments) != ask.payments:
            yield "payments"
        if ask.each is not None and closing is None and not _is_within(offer, ask.each):
            yield "each"
        if ask.every is not None and (offer.kind != "plan" or self.rhythm != ask.every):
            yield "every"
        if ask.first_on is not None and offer.installments[0].due_on != ask.first_on:
            yield "first_on"

    def distance(self, offer: OfferTerms) -> tuple[int, ...]:
        """How far `offer` is from the ask: to be compared, part by part, with other offers."""
        ask, count = self.ask, len(offer.installments)
        closing = ask.closing(self.owed)
        if (closing is None and (ask.each or ask.every)) or (ask.payments or 0) > 1:
            apart = abs(count - (ask.payments or count))
            return (offer.kind != "plan", apart, self._beside_each(offer), -count)
        if closing is not None:
            apart = abs(_first(offer) - closing.amount_minor)
            return (*self._beside_closing(offer, closing), apart, count)
        wanted = ask.first_on or offer.installments[0].due_on
        return (abs(count - (ask.payments or count)), _days_apart(offer, wanted), count)

    def _beside_closing(self, offer: OfferTerms, closing: Money) -> tuple[bool, bool, bool]:
        """Who can pay it all pays it all; who cannot first hears what closes the account."""
        pays_all = closing >= self.owed or _is_about(closing, self.owed)
        is_less = closing < self.owed
        best = {"full"} if not is_less else {"full", "settlement"} if pays_all else {"settlement"}
        is_dearer = offer.kind == "full" and not pays_all
        is_part = offer.kind == "current" and not _is_about(closing, offer.total_to_pay)
        return offer.kind not in best, is_dearer, is_part

    def _closes(self, offer: OfferTerms, closing: Money) -> bool:
        """Whether paying `closing` is enough for `offer`; a part of the debt closes nothing."""
        if offer.kind == "current":
            return self.ask.discount is None and _is_about(closing, offer.total_to_pay)
        if offer.kind == "plan" and (self.ask.payments or 0) < 2:
            return False
        return closing >= offer.total_to_pay or _is_about(closing, offer.total_to_pay)

    def _beside_each(self, offer: OfferTerms) -> int:
        """How far the largest payment is from what the person can pay each time."""
        each = self.ask.each
        return abs(_largest(offer) - each.amount_minor) if each is not None else 0


def _is_within(offer: OfferTerms, each: Money) -> bool:
    if offer.kind != "plan":
        return False
    largest = Money(_largest(offer), each.currency)
    return largest <= each or _is_about(each, largest)


def _is_about(said: Money, offered: Money) -> bool:
    apart = abs(said.amount_minor - offered.amount_minor)
    return apart * _ROUNDING <= offered.amount_minor


def _first(offer: OfferTerms) -> int:
    return offer.installments[0].amount.amount_minor


def _largest(offer: OfferTerms) -> int:
    return max(part.amount.amount_minor for part in offer.installments)


def _days_apart(offer: OfferTerms, wanted: date) -> int:
    return abs((wanted - offer.installments[0].due_on).days)
