"""Reads which of the options just shown a person means: by number, by order, by words. Pure.

What could mean two options means none: it is asked again, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bot.kernel.money import Money
from bot.usecases.choice_words import (
    ANY,
    CHEAPEST,
    DEAREST,
    FEWEST,
    KIND_WORDS,
    LAST,
    MOST,
    NONE,
    NUMBERS,
    OF_COUNT,
    ORDINALS,
    PAYMENTS,
    POSITION,
    SMALLEST,
    TOP,
)

ChoiceKind = Literal["full", "current", "settlement", "plan", "account"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An option as shown: its `position` from 1; an offer has `payments` and a `total`."""

    position: int
    kind: ChoiceKind
    payments: int = 1
    total: Money | None = None


_Reader = Callable[[str, Sequence[Choice]], list[Choice]]


def read_choice(said: str, choices: Sequence[Choice]) -> int | None:
    """The position of the one option that `said` means; None when it is none or several."""
    return _read(said, choices, _READERS)


def read_place(said: str, choices: Sequence[Choice]) -> int | None:
    """As `read_choice`, by number, order or count of payments only: "sí a todo" names none."""
    return _read(said, choices, _EXACT_READERS)


def leaves_it_to_us(said: str) -> bool:
    """Whether any option will do ("cualquiera", "whichever"): one may be proposed."""
    return ANY.search(plain_words(said)) is not None


def _read(said: str, choices: Sequence[Choice], readers: Sequence[_Reader]) -> int | None:
    plain = plain_words(said)
    if NONE.search(plain):
        return None
    for reader in readers:
        found = {c.position for c in reader(plain, choices)}
        if len(found) == 1:
            return found.pop()
        if found:
            return None
    return None


def _by_payments(plain: str, choices: Sequence[Choice]) -> list[Choice]:
    match = PAYMENTS.search(plain) or OF_COUNT.search(plain)
    if match is None:
        return []
    count = NUMBERS[match[1]]
    return [c for c in choices if c.kind == "plan" and c.payments == count]


def _by_position(plain: str, choices: Sequence[Choice]) -> list[Choice]:
    match = POSITION.search(plain)
    if match is None or PAYMENTS.search(plain):
        return []
    return [c for c in choices if c.position == NUMBERS[match[1] or match[2]]]


def _by_ordinal(plain: str, choices: Sequence[Choice]) -> list[Choice]:
    named = {ORDINALS[word] for word in plain.split() if word in ORDINALS}
    if LAST.search(plain):
        named.add(len(choices))
    if TOP.search(plain):
        named.add(1)
    return [c for c in choices if c.position in named]


def _by_kind(plain: str, choices: Sequence[Choice]) -> list[Choice]:
    for kind, words in KIND_WORDS.items():
        if words.search(plain):
            return [c for c in choices if c.kind == kind]
    return []


def _by_length(plain: str, choices: Sequence[Choice]) -> list[Choice]:
    """The fewest or the most payments: among the plans, where there are several."""
    wanted = min if FEWEST.search(plain) else max if MOST.search(plain) else None
    plans = [c for c in choices if c.kind == "plan"]
    among = plans if len(plans) > 1 else choices
    if wanted is None or not among:
        return []
    count = wanted(c.payments for c in among)
    return [c for c in among if c.payments == count]


def _by_size(plain: str, choices: Sequence[Choice]) -> list[Choice]:
    """The smallest single payment, compared without dividing."""
    priced = [(c, c.total.amount_minor) for c in choices if c.total is not None]
    if not SMALLEST.search(plain):
        return []
    return [
        c for c, total in priced if all(total * o.payments <= t * c.payments for o, t in priced)
    ]


def _by_indifference(plain: str, choices: Sequence[Choice]) -> list[Choice]:
    return list(choices) if ANY.search(plain) else []


def _by_price(plain: str, choices: Sequence[Choice]) -> list[Choice]:
    wanted = min if CHEAPEST.search(plain) else max if DEAREST.search(plain) else None
    priced = [(c, c.total.amount_minor) for c in choices if c.total is not None]
    if wanted is None or not priced:
        return []
    price = wanted(total for _, total in priced)
    return [c for c, total in priced if total == price]


_EXACT_READERS: Final[tuple[_Reader, ...]] = (_by_payments, _by_ordinal, _by_position)
_READERS: Final[tuple[_Reader, ...]] = (
    *_EXACT_READERS,
    _by_size,
    _by_length,
    _by_price,
    _by_kind,
    _by_indifference,
)


def plain_words(said: str) -> str:
    """Lower case, no accents, no marks: how every pattern here wants its text."""
    decomposed = unicodedata.normalize("NFKD", said.lower())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w#]+", " ", letters).split())
