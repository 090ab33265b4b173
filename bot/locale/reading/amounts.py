"""Reads the amounts in a free text: every plausible value, and no guess. Pure, and exact."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from bot.kernel.money import Money
from bot.locale.reading import amount_words as words
from bot.locale.reading.amount_mentions import Figure, find_figures
from bot.locale.reading.clauses import clause_before
from bot.locale.reading.digits import with_digits
from bot.locale.reading.shares import find_shares, share_of

Bound = Literal["exact", "about", "at_most", "at_least", "between"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountMention:
    """One amount as said. `values` are its plausible meanings, the likeliest first.

    With the bound `between` they are the two ends. A part of the whole (`share`) has a value only
    when there was a reference. `is_each` is an amount per payment, `is_discount` one to take off,
    `is_refused` one that the person says they cannot or will not pay, or has corrected.
    """

    values: tuple[Money, ...]
    bound: Bound = "exact"
    share: Fraction | None = None
    is_each: bool = False
    is_discount: bool = False
    is_refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountReading:
    """All amounts of a text in the order said; `leaves_rest` when more is to come later."""

    currency: str
    mentions: tuple[AmountMention, ...] = ()
    leaves_rest: bool = False

    @property
    def offered(self) -> tuple[AmountMention, ...]:
        """What the person would pay: neither refused nor a discount."""
        return tuple(m for m in self.mentions if not (m.is_refused or m.is_discount))

    @property
    def readings(self) -> tuple[Money, ...]:
        """Every value that may be meant, each once: what to ask back with when there are two."""
        return tuple(dict.fromkeys(value for m in self.offered for value in m.values))

    @property
    def amount(self) -> Money | None:
        """The one amount offered, in the currency asked; None when there is none, or a doubt."""
        only = self.readings[0] if len(self.readings) == 1 else None
        return only if only is not None and only.currency == self.currency else None

    @property
    def share(self) -> Fraction | None:
        """The one part of the whole that was offered, also when no reference gave it a value."""
        shares = {m.share for m in self.offered}
        return shares.pop() if len(shares) == 1 else None

    @property
    def is_ambiguous(self) -> bool:
        """Whether there is more than one value to ask back with."""
        return len(self.readings) > 1


def read_amounts(
    text: str, *, currency: str, country: str, reference: Money | None = None
) -> AmountReading:
    """The amounts of `text` in `currency`, as written in `country`; shares of `reference`."""
    plain = words.CENTS.sub(_decimals, with_digits(text))
    return AmountReading(
        currency=currency,
        mentions=_settled(plain, _mentions(plain, reference, currency, country)),
        leaves_rest=words.LEAVES_REST.search(plain) is not None,
    )


def _mentions(
    plain: str, reference: Money | None, currency: str, country: str
) -> list[tuple[int, AmountMention]]:
    """Every mention with where it begins, in order; a figure inside a share is no amount."""
    shares = list(find_shares(plain))
    found = [(at, _of_share(plain, (at, end), share, reference)) for at, end, share in shares]
    for figure in find_figures(plain, currency=currency, country=country):
        if all(figure.end <= start or end <= figure.start for start, end, _ in shares):
            found.append((figure.start, _of_figure(plain, figure, reference)))
    found.sort(key=lambda pair: pair[0])
    return found


def _decimals(match: re.Match[str]) -> str:
    return f".{match[2]:0>2}{match[1] or ''}"


def _of_figure(plain: str, figure: Figure, reference: Money | None) -> AmountMention:
    is_between = figure.is_range
    return AmountMention(
        values=figure.values if is_between else _likeliest_first(figure.values, reference),
        bound="between" if is_between else _bound(plain, figure.start, figure.end),
        is_each=_is_each(plain, figure.start, figure.end),
        is_discount=_is_discount(plain, figure.start, figure.end),
        is_refused=_is_refused(plain, figure.start),
    )


def _of_share(
    plain: str, span: tuple[int, int], share: Fraction, reference: Money | None
) -> AmountMention:
    start, end = span
    return AmountMention(
        values=(share_of(reference, share),) if reference is not None else (),
        bound=_bound(plain, start, end),
        share=share,
        is_each=_is_each(plain, start, end),
        is_discount=_is_discount(plain, start, end),
        is_refused=_is_refused(plain, start),
    )


def _likeliest_first(values: Iterable[Money], reference: Money | None) -> tuple[Money, ...]:
    """Nobody means to pay more than they owe, so such a value comes last."""
    if reference is None:
        return tuple(values)
    return tuple(sorted(values, key=lambda v: v.currency == reference.currency and v > reference))


def _bound(plain: str, start: int, end: int) -> Bound:
    before = plain[:start].rstrip("$ ") + " "
    if words.AT_MOST.search(before):
        return "at_most"
    if words.AT_LEAST.search(before):
        return "at_least"
    is_about = words.ABOUT_BEFORE.search(before) or words.ABOUT_AFTER.match(plain, end)
    return "about" if is_about else "exact"


def _is_each(plain: str, start: int, end: int) -> bool:
    before = words.EACH_BEFORE.search(plain[:start])
    return bool(before or words.EACH_AFTER.match(plain, end))


def _is_discount(plain: str, start: int, end: int) -> bool:
    before = words.DISCOUNT_BEFORE.search(plain[:start])
    return bool(before or words.DISCOUNT_AFTER.match(plain, end))


def _is_refused(plain: str, start: int) -> bool:
    if words.AT_MOST.search(plain[:start].rstrip("$ ") + " "):
        return False
    return words.REFUSES.search(clause_before(plain, start)) is not None


def _settled(plain: str, found: list[tuple[int, AmountMention]]) -> tuple[AmountMention, ...]:
    """What came before a correction ("500, no, mejor 700"), or after a bare no, is withdrawn."""
    last = found[-1][0] if found else 0
    mentions: list[AmountMention] = []
    for at, mention in found:
        is_withdrawn = at < last and (
            words.CORRECTS.search(plain, at, last) or words.BARE_NO.search(plain[:at])
        )
        mentions.append(_refused(mention) if is_withdrawn else mention)
    return tuple(mentions)


def _refused(mention: AmountMention) -> AmountMention:
    return AmountMention(
        values=mention.values, bound=mention.bound, share=mention.share, is_refused=True
    )
