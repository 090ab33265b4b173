"""What a line of a portfolio may say: one strict model per type. Pure."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Final, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bot.kernel.messages import Language
from bot.kernel.money import Money, MoneyError, exponent
from bot.kernel.phone import PhoneError, canonical_phone
from bot.ledger.service import AccrualTerms, Component, DayCount, Flag


def _known_currency(code: str) -> str:
    try:
        exponent(code)
    except MoneyError as unknown:
        raise ValueError(str(unknown)) from None
    return code


def _known_zone(name: str) -> str:
    if name not in _ZONES:
        raise ValueError("want a time zone like America/Mexico_City")
    return name


def _listed(value: object) -> object:
    return (
        [part for part in re.split(r"[;|,\s]+", value) if part]
        if isinstance(value, str)
        else value
    )


def _day(value: object) -> date:
    """A day is ten characters; a number would pass for seconds since 1970."""
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year <= 2199:
        raise ValueError("want a day like 2026-12-31")
    return day


def _whole(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def _at_most_all(pct: str) -> str:
    if Decimal(pct) > 100:
        raise ValueError("must be at most 100")
    return pct


_ZONES: Final = available_timezones()

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}$")]
Words = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
Amount = Annotated[str, Field(pattern=r"^\d{1,13}(\.\d{1,4})?$")]
Percentage = Annotated[str, Field(pattern=r"^\d{1,3}(\.\d{1,4})?$")]
Currency = Annotated[str, AfterValidator(_known_currency)]
Zone = Annotated[str, AfterValidator(_known_zone)]
Count = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=9999)]
Day = Annotated[date, BeforeValidator(_day)]


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class AsOfLine(_Line):
    """The day that the dates of a demonstration file are written for; they move with today."""

    type: Literal["as_of"]
    date: Day


class CustomerLine(_Line):
    """A person who owes, and what identifies them."""

    type: Literal["customer"]
    id: Id
    name: Words
    first_name: Words
    last_name: Words
    date_of_birth: Day | None = None
    postcode: Words | None = None
    document_last4: Annotated[str, Field(pattern=r"^[0-9A-Za-z]{4}$")] | None = None
    phone: Words
    consents: Annotated[list[Words], BeforeValidator(_listed)] = []
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    zone: Zone
    language: Language

    @model_validator(mode="after")
    def _phone_is_possible(self) -> CustomerLine:
        try:
            canonical_phone(self.phone, self.country)
        except PhoneError as wrong:
            raise ValueError(f"phone: {wrong}") from None
        return self


class AccrualFields(_Line):
    """The lender's terms of accrual; percentages are per year, and of interest and fees."""

    late_interest_pct: Percentage
    day_count: Annotated[DayCount, BeforeValidator(_whole)]
    tax_pct: Annotated[Percentage, AfterValidator(_at_most_all)] = "0"
    late_fee: Amount | None = None
    grace_days: Annotated[int, BeforeValidator(_whole), Field(ge=0, le=90)]
    wait_days: Annotated[int, BeforeValidator(_whole), Field(ge=0, le=10)] = 1

    def terms(self, currency: str) -> AccrualTerms:
        """The terms, their fee in `currency`; raises ValueError when it does not fit it."""
        return AccrualTerms(
            late_interest_pct=Decimal(self.late_interest_pct),
            day_count=self.day_count,
            tax_pct=Decimal(self.tax_pct),
            late_fee=self._fee(currency),
            grace_days=self.grace_days,
            wait_days=self.wait_days,
        )

    def _fee(self, currency: str) -> Money | None:
        if self.late_fee is None:
            return None
        fee = _money("accrual.late_fee", self.late_fee, currency)
        if not fee:
            raise ValueError("accrual.late_fee: must be more than zero")
        return fee


class AccountLine(_Line):
    """One debt; `declared_total` and `days_past_due` are the lender's, compared with the lines."""

    type: Literal["account"]
    id: Id
    customer: Id
    product: Words
    last4: Annotated[str, Field(pattern=r"^[0-9A-Za-z]{4}$")]
    currency: Currency
    creditor: Words
    flags: Annotated[list[Flag], BeforeValidator(_listed)] = []
    broken_promises: Count = 0
    declared_total: Amount | None = None
    days_past_due: Count | None = None
    accrual: AccrualFields | None = None

    @model_validator(mode="after")
    def _amounts_fit(self) -> AccountLine:
        if self.declared_total is not None:
            _money("declared_total", self.declared_total, self.currency)
        if self.accrual is not None:
            self.accrual.terms(self.currency)
        return self

    @property
    def declared(self) -> Money | None:
        """The declared total as money."""
        return Money.parse(self.declared_total, self.currency) if self.declared_total else None

    @property
    def terms(self) -> AccrualTerms | None:
        """The declared terms of accrual."""
        return self.accrual.terms(self.currency) if self.accrual else None


class _MoneyLine(_Line):
    id: Id
    amount: Amount
    currency: Currency

    @model_validator(mode="after")
    def _is_an_amount(self) -> _MoneyLine:
        if not _money("amount", self.amount, self.currency):
            raise ValueError("amount: must be more than zero")
        return self

    @property
    def money(self) -> Money:
        """The amount as money."""
        return Money.parse(self.amount, self.currency)


class ChargeLine(_MoneyLine):
    """Something that falls due."""

    type: Literal["charge"]
    account: Id
    component: Component
    due_on: Day


class PaymentLine(_MoneyLine):
    """Money that the lender received; without an account it waits unapplied."""

    type: Literal["payment"]
    account: Id | None = None
    paid_on: Day


Line = AsOfLine | CustomerLine | AccountLine | ChargeLine | PaymentLine


def _money(field: str, text: str, currency: str) -> Money:
    try:
        return Money.parse(text, currency)
    except MoneyError as wrong:
        raise ValueError(f"{field}: {wrong}") from None
