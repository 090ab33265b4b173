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

ChoiceKind = Literal["full", "current", "settlement", "plan", "account"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An option as shown: its `position` from 1; an offer has `payments` and a `total`."""

    position: int
    kind: ChoiceKind
    payments: int = 1
    total: Money | None = None


_Reader = Callable[[str, Sequence[Choice]], list[Choice]]

_NUMBERS: Final = {
    word: number
    for number, words in enumerate(
        (
            "1 uno una un one",
            "2 dos two",
            "3 tres three",
            "4 cuatro four",
            "5 cinco five",
            "6 seis six",
            "7 siete seven",
            "8 ocho eight",
            "9 nueve nine",
            "10 diez ten",
            "11 once eleven",
            "12 doce twelve",
        ),
        start=1,
    )
    for word in words.split()
}
_ORDINALS: Final = {
    "primer": 1, "primera": 1, "primero": 1, "first": 1, "1st": 1, "1ra": 1, "1era": 1,
    "segunda": 2, "segundo": 2, "second": 2, "2nd": 2, "2da": 2,
    "tercera": 3, "tercero": 3, "tercer": 3, "third": 3, "3rd": 3, "3ra": 3,
    "cuarta": 4, "cuarto": 4, "fourth": 4, "4th": 4, "4ta": 4,
    "quinta": 5, "quinto": 5, "fifth": 5, "5th": 5, "5ta": 5,
    "sexta": 6, "sexto": 6, "sixth": 6, "6th": 6, "6ta": 6,
}  # fmt: skip
_LAST: Final = re.compile(r"\b(ultim[ao]|last)\b")
_NUMBER: Final = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_PAYMENTS: Final = re.compile(
    rf"\b(?:(?:la )?de |en |a |of |in |with )?({_NUMBER}) "
    r"(?:pagos?|abonos?|cuotas?|mensualidades|meses|quincenas|payments?|installments?|instalments?"
    r"|months?|partes|parts)\b"
)
_OF_COUNT: Final = re.compile(rf"\b(?:la|el|los|las|the one) (?:de|of|with) ({_NUMBER})\b")
# "la 2", "#2", or the number alone; "un plan", "dos semanas" and "el 3 de mayo" are no places.
_COURTESY: Final = r"(?: (?:por favor|porfa\w*|please|gracias|thanks|ok|si|yes|esta bien|mejor))*$"
_POSITION: Final = re.compile(
    rf"(?:\b(?:la|el|opcion|option|numero|number|num|choice) ?#? ?|# ?)({_NUMBER})\b(?! de [a-z])"
    rf"|^({_NUMBER}){_COURTESY}"
)
_KIND_WORDS: Final[dict[ChoiceKind, re.Pattern[str]]] = {
    "settlement": re.compile(r"\b(descuento|quita|rebaja|discount|settle\w*|liquid\w+ con)\b"),
    "current": re.compile(r"\b(al dia|al corriente|corriente|catch up|current|vencid[oa])\b"),
    "full": re.compile(
        r"\b(todo|total|completo|completa|full|(?:pay|clear|settle) (?:it |this )?all|all of it"
        r"|it all|everything|de contado)\b"
    ),
    "plan": re.compile(r"\b(plan|pagos|cuotas|abonos|mensualidades|installments?|payments)\b"),
}
_CHEAPEST: Final = re.compile(
    r"\b(mas barat[ao]|menos|economic[ao]|mas baj[ao]|cheap\w*|lowest|least)\b"
)


def read_choice(said: str, choices: Sequence[Choice]) -> int | None:
    """The position of the one option that `said` means; None when it is none or several."""
    return _read(said, choices, _READERS)


def read_place(said: str, choices: Sequence[Choice]) -> int | None:
    """As `read_choice`, by number, order or count of payments only: "sí a todo" names none."""
    return _read(said, choices, _EXACT_READERS)


def _read(said: str, choices: Sequence[Choice], readers: Sequence[_Reader]) -> int | None:
    plain = plain_words(said)
    for reader in readers:
        found = {c.position for c in reader(plain, choices)}
        if len(found) == 1:
            return found.pop()
        if found:
            return None
    return None


def _by_payments(plain: str, choices: Sequence[Choice]) -> list[Choice]:
    match = _PAYMENTS.search(plain) or _OF_COUNT.search(plain)
    if match is None:
        return []
    count = _NUMBERS[match[1]]
    return [c for c in choices if c.kind == "plan" and c.payments == count]


def _by_position(plain: str, choices: Sequence[Choice]) -> list[Choice]:
    match = _POSITION.search(plain)
    if match is None or _PAYMENTS.search(plain):
        return []
    return [c for c in choices if c.position == _NUMBERS[match[1] or match[2]]]


def _by_ordinal(plain: str, choices: Sequence[Choice]) -> list[Choice]:
    named = {_ORDINALS[word] for word in plain.split() if word in _ORDINALS}
    if _LAST.search(plain):
        named.add(len(choices))
    return [c for c in choices if c.position in named]


def _by_kind(plain: str, choices: Sequence[Choice]) -> list[Choice]:
    for kind, words in _KIND_WORDS.items():
        if words.search(plain):
            return [c for c in choices if c.kind == kind]
    return []


def _by_price(plain: str, choices: Sequence[Choice]) -> list[Choice]:
    priced = [c for c in choices if c.total is not None]
    if not priced or not _CHEAPEST.search(plain):
        return []
    least = min(c.total.amount_minor for c in priced if c.total is not None)
    return [c for c in priced if c.total is not None and c.total.amount_minor == least]


_EXACT_READERS: Final[tuple[_Reader, ...]] = (_by_payments, _by_ordinal, _by_position)
_READERS: Final[tuple[_Reader, ...]] = (*_EXACT_READERS, _by_price, _by_kind)


def plain_words(said: str) -> str:
    """Lower case, no accents, no marks: how every pattern here wants its text."""
    decomposed = unicodedata.normalize("NFKD", said.lower())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w#]+", " ", letters).split())
