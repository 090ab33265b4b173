"""Numbers of a policy document, read so strictly that a slip of the hand is refused.

A number that two people could read in two ways (`1,000`, `1.000`, `0.35` for a percentage) is an
error with its remedy, never a guess: spreadsheets and keyboards produce all of these.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Final, Self

from pydantic import BeforeValidator, model_validator

from bot.rulefiles.strict import Strict, shown, slip

_AMOUNT: Final = re.compile(r"\d{1,12}(\.\d{1,2})?")
_TWO_READINGS: Final = re.compile(r"\d{1,3}([.,]\d{3})+([.,]\d{1,2})?|\d+,\d{1,2}")


def read_percent(raw: object) -> Decimal:
    """A percentage from 0 to 100; 0.35, as spreadsheets store 35 %, is refused."""
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
        raise slip(f"{shown(raw)} is not a percentage; write a plain number such as 35")
    value = Decimal(raw)
    if not 0 <= value <= 100:
        raise slip(f"{value} % is not between 0 and 100 %")
    if 0 < value < 1:
        meant = f"{(value * 100).normalize():f}"
        raise slip(f"{value} % is less than 1 %; for {meant} % write {meant}")
    if value != round(value, 2):
        raise slip(f"{value} % has more than two decimals")
    return value


def read_amount(raw: object) -> Decimal:
    """An amount in major units, such as 500 or "500.00"; thousands separators are refused."""
    text = raw if isinstance(raw, str) else str(raw)
    if not isinstance(raw, bool) and _AMOUNT.fullmatch(text):
        return Decimal(text)
    if _TWO_READINGS.fullmatch(text):
        raise slip(f"{text} can be read in two ways; write it without separators, like 1000.50")
    raise slip(f"{shown(raw)} is not an amount; write it like 500.00")


def read_whole(raw: object) -> Decimal:
    """A count of days or of promises: a whole number, zero or more."""
    if isinstance(raw, bool) or not isinstance(raw, int) or not 0 <= raw <= 99_999:
        raise slip(f"{shown(raw)} is not a whole number from 0 to 99999")
    return Decimal(raw)


Percent = Annotated[Decimal, BeforeValidator(read_percent)]
Amount = Annotated[Decimal, BeforeValidator(read_amount)]
Whole = Annotated[Decimal, BeforeValidator(read_whole)]


class AmountRange(Strict):
    """Amounts from `min` to `max`, both included; an open end is left out."""

    min: Amount | None = None
    max: Amount | None = None

    @model_validator(mode="after")
    def _has_order(self) -> Self:
        if self.min is None and self.max is None:
            raise slip("give min, max or both")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise slip(f"min {self.min} is greater than max {self.max}")
        return self

    def holds(self, value: Decimal | int) -> bool:
        """Whether `value` lies inside."""
        return (self.min is None or value >= self.min) and (self.max is None or value <= self.max)

    def words(self) -> str:
        """The range as a person says it: `1 to 30`, `3 or more`, `at most 30`."""
        if self.max is None:
            return f"{self.min} or more"
        return f"at most {self.max}" if self.min is None else f"{self.min} to {self.max}"


class WholeRange(AmountRange):
    """Whole numbers (days, broken promises) from `min` to `max`, both included."""

    min: Whole | None = None
    max: Whole | None = None
