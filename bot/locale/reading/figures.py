"""What a written figure can mean: `1.500` is 1,500 in Bogotá, and 1,500 or 1.50 elsewhere."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from bot.kernel.money import Money, MoneyError
from bot.locale.reading.cardinals import TWO_WAYS

_GROUPED: Final = re.compile(r"[1-9]\d{0,2}(?:([.,' ])\d{3})(?:\1\d{3})*")
_MILLIONS_APART: Final = re.compile(r"[1-9]\d{0,2}'\d{3}[.,]\d{3}")
_DECIMAL: Final = re.compile(r"(\d+|[1-9]\d{0,2}(?:([.,'])\d{3})+)(?!\2)[.,](\d{1,2})")
_THREE_DECIMALS: Final = re.compile(r"\d{1,3}\.\d\d0")
_SEPARATORS: Final = re.compile(r"[.,' ]")
_DECIMAL_COMMA: Final = frozenset({"CO"})
# Nobody pays in centavos there, and people leave out the thousands: "le doy 50".
_THOUSANDS_UNSAID: Final = frozenset({"COP"})


def figure_values(
    figure: str, *, currency: str, country: str, has_unit: bool = False
) -> tuple[Money, ...]:
    """Every plausible meaning of `figure` (digits with separators), the likeliest first.

    `has_unit` says that the currency's name stands beside it, so that no thousands are unsaid.
    """
    plain = _plain_values(figure, country)
    if currency in _THOUSANDS_UNSAID and not has_unit:
        plain = [*_unsaid(figure), *plain]
    found = dict.fromkeys(money for value in plain if (money := _money(value, currency)))
    return tuple(found)


def _plain_values(figure: str, country: str) -> list[Decimal]:
    if TWO_WAYS in figure:
        return [Decimal(figure.replace(TWO_WAYS, "")), Decimal(figure.replace(TWO_WAYS, "."))]
    if figure.isdigit():
        return [Decimal(figure)] if figure[0] != "0" else []
    whole = [Decimal(_SEPARATORS.sub("", figure))] if _is_grouped(figure) else []
    if country not in _DECIMAL_COMMA and _THREE_DECIMALS.fullmatch(figure):
        return [*whole, Decimal(figure)]
    return whole or _with_decimals(figure)


def _is_grouped(figure: str) -> bool:
    return any(form.fullmatch(figure) for form in (_GROUPED, _MILLIONS_APART))


def _with_decimals(figure: str) -> list[Decimal]:
    match = _DECIMAL.fullmatch(figure)
    return [Decimal(f"{_SEPARATORS.sub('', match[1])}.{match[3]}")] if match else []


def _unsaid(figure: str) -> list[Decimal]:
    if re.fullmatch(r"[1-9]\d{0,2}", figure):
        return [Decimal(figure) * 1000]
    if re.fullmatch(r"\d{1,2}[.,]\d", figure):
        return [Decimal(figure.replace(",", ".")) * 1_000_000]
    return []


def _money(value: Decimal, currency: str) -> Money | None:
    """The money, or None for none at all and for what does not fit the currency."""
    try:
        money = Money.parse(value, currency)
    except MoneyError:
        return None
    return money if money.amount_minor > 0 else None
