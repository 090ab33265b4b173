"""Reads which account of several a person names: digits, product, currency, "the other". Pure.

What could mean two accounts means none: it is asked, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from bot.ledger.service import Account
from bot.usecases.choices import plain_words

_PRODUCT_WORDS: Final[Mapping[str, re.Pattern[str]]] = {
    "credit_card": re.compile(r"\b(tarjeta|card)\b"),
    "personal_loan": re.compile(r"\b(prestamo|credito|loan)\b"),
    "insurance": re.compile(r"\b(seguro|poliza|insurance|policy)\b"),
    "device": re.compile(r"\b(equipo|celular|telefono|device|phone)\b"),
    "bnpl": re.compile(r"\b(compra|purchase)\b"),
}
_CURRENCY_WORDS: Final[Mapping[str, re.Pattern[str]]] = {
    "USD": re.compile(r"\b(dolar|dolares|dollars?|usd)\b"),
    "MXN": re.compile(r"\b(pesos?|mxn)\b"),
    "COP": re.compile(r"\b(pesos?|cop)\b"),
}
_FOUR_DIGITS: Final = re.compile(r"\b\d{4}\b")
_OTHER: Final = re.compile(
    r"\b(?:(?:la|el|mi|esa) otr[ao](?! vez\b)|(?:the|my) other(?! day\b))\b"
)


def read_account_name(
    said: str, accounts: Sequence[Account], *, current: object, asked: bool
) -> Account | None:
    """The one account that `said` names; `current` is the id of the one spoken of until now.

    A product counts only when we `asked` which account: "pay with my card" names none.
    """
    plain = plain_words(said)
    readers: list[Callable[[], list[Account]]] = [
        lambda: [a for a in accounts if a.last4 in _FOUR_DIGITS.findall(plain)],
        lambda: [a for a in accounts if asked and _has(_PRODUCT_WORDS, a.product, plain)],
        lambda: [a for a in accounts if _has(_CURRENCY_WORDS, a.currency, plain)],
        lambda: _the_other(plain, accounts, current),
    ]
    found = next((named for read in readers if (named := read())), [])
    return found[0] if len(found) == 1 else None


def _the_other(plain: str, accounts: Sequence[Account], current: object) -> list[Account]:
    others = [a for a in accounts if a.id != current]
    return others if len(others) < len(accounts) and _OTHER.search(plain) else []


def _has(words: Mapping[str, re.Pattern[str]], name: str, plain: str) -> bool:
    pattern = words.get(name)
    return pattern is not None and pattern.search(plain) is not None
