"""Money: an integer of minor units with its currency. No float ever comes near it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final

from bot.kernel.errors import SaldoError

# ISO 4217 exponents of the currencies there are rules for; JPY guards the "always /100" mistake.
_EXPONENTS: Final = {"MXN": 2, "COP": 2, "USD": 2, "JPY": 0}

# Amounts stay below 10**16, so that their minor units fit the database's 64 bits.
_LARGEST_POWER: Final = 15


class MoneyError(SaldoError):
    """Currencies were mixed, an unknown currency was named, or an amount does not fit it."""


def exponent(currency: str) -> int:
    """Decimal digits of `currency` (ISO 4217); raises MoneyError when it is not known here."""
    try:
        return _EXPONENTS[currency]
    except KeyError:
        known = ", ".join(_EXPONENTS)
        raise MoneyError(f"currency {currency!r} is not known (known: {known})") from None


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """`amount_minor` units (cents, for two-digit currencies) of `currency`; may be negative."""

    amount_minor: int
    currency: str

    @classmethod
    def zero(cls, currency: str) -> Money:
        """No money, of this currency."""
        return cls(0, currency)

    @classmethod
    def parse(cls, text: str | Decimal, currency: str) -> Money:
        """Read a plain decimal such as `980.01`; digits beyond the currency's are refused."""
        digits = exponent(currency)
        try:
            amount = Decimal(text)
        except InvalidOperation:
            raise MoneyError(f"{text!r} is not an amount like 1234.50") from None
        if not amount.is_finite() or amount.adjusted() > _LARGEST_POWER:
            raise MoneyError(f"{text!r} is not an amount anyone could owe")
        minor = amount.scaleb(digits)
        if minor != minor.to_integral_value() or amount != minor.scaleb(-digits):
            raise MoneyError(f"{text!r} has more decimals than {currency} has")
        return cls(int(minor), currency)

    def to_decimal(self) -> Decimal:
        """The amount in major units, exact, with the currency's own number of decimals."""
        return Decimal(self.amount_minor).scaleb(-exponent(self.currency))

    def percent(self, pct: Decimal) -> Money:
        """`pct` per cent of this amount, rounded half up to the minor unit."""
        part = (Decimal(self.amount_minor) * pct / 100).quantize(Decimal(1), ROUND_HALF_UP)
        return Money(int(part), self.currency)

    def split(self, parts: int) -> list[Money]:
        """Cut into `parts` equal amounts by largest remainder; the first carry the odd cents."""
        return self.allocate([1] * parts)

    def allocate(self, weights: Sequence[int]) -> list[Money]:
        """Cut in proportion to `weights`: largest remainder, ties to the front, an exact sum."""
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise MoneyError("weights must be non-negative and not all zero")
        sign = -1 if self.amount_minor < 0 else 1
        shares = [divmod(abs(self.amount_minor) * w, total) for w in weights]
        missing = abs(self.amount_minor) - sum(whole for whole, _ in shares)
        by_remainder = sorted(range(len(shares)), key=lambda i: (-shares[i][1], i))
        lucky = set(by_remainder[:missing])
        return [
            Money(sign * (whole + (i in lucky)), self.currency)
            for i, (whole, _) in enumerate(shares)
        ]

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise MoneyError(f"cannot mix {self.currency} and {other.currency}")
        return other.amount_minor

    def __add__(self, other: Money) -> Money:
        return Money(self.amount_minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount_minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount_minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount_minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.amount_minor <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.amount_minor > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.amount_minor >= self._same(other)

    def __bool__(self) -> bool:
        return self.amount_minor != 0


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Sum of `amounts`, zero of `currency` when there are none."""
    result = Money.zero(currency)
    for amount in amounts:
        result += amount
    return result
