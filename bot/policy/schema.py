"""The policy document as types: a parameter is an enum, a number or a range, never a formula."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Annotated, Final, Literal, Self, get_args

from pydantic import BeforeValidator, Field, model_validator

from bot.policy.blocks import Component, Offer
from bot.policy.quantities import Amount, AmountRange, Percent, WholeRange
from bot.rulefiles.strict import Strict, slip

Flag = Literal[
    "hardship",
    "disputed",
    "identity_theft",
    "deceased",
    "attorney",
    "insolvency",
    "time_barred",
    "group",
    "service_block",
    "refused",
]

COMPONENT_COUNT: Final = len(get_args(Component))

Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
RuleId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")]
Words = Annotated[str, Field(min_length=1, max_length=200)]


def _one_or_many(raw: object) -> object:
    return (raw,) if isinstance(raw, str) else raw


Names = Annotated[tuple[Words, ...], BeforeValidator(_one_or_many), Field(min_length=1)]
Flags = Annotated[tuple[Flag, ...], BeforeValidator(_one_or_many), Field(min_length=1)]


class When(Strict):
    """What an account must be for a rule to apply: every condition written must hold.

    `product` and `segment` hold when the account's is one of those named, `flags` when the account
    has any of them.
    """

    country: Country | None = None
    product: Names | None = None
    segment: Names | None = None
    flags: Flags | None = None
    dpd: WholeRange | None = None
    balance: AmountRange | None = None
    broken_promises: WholeRange | None = None


class Rule(Strict):
    """One line of the policy: for whom, what, and why the owner wants it so."""

    id: RuleId
    name: Words
    why: Words
    when: When
    offer: Offer


class ExampleAccount(Strict):
    """An invented account, for the owner's own tests."""

    country: Country
    dpd: Annotated[int, Field(ge=0, le=99_999)]
    balance: Amount
    product: Words | None = None
    segment: Words | None = None
    broken_promises: Annotated[int, Field(ge=0, le=99_999)] = 0
    flags: tuple[Flag, ...] = ()


class Example(Strict):
    """A test by the policy's owner: the rule that must apply to `account`, or null for none."""

    account: ExampleAccount
    expect: RuleId | None


class Effective(Strict):
    """The days on which a version is in force, both included; `to: null` is until replaced."""

    from_: Annotated[date, Field(alias="from")]
    to: date | None = None

    @model_validator(mode="after")
    def _has_order(self) -> Self:
        if self.to is not None and self.to < self.from_:
            raise slip(f"to {self.to} is before from {self.from_}")
        return self

    def includes(self, day: date) -> bool:
        """Whether the version is in force on `day`."""
        return self.from_ <= day and (self.to is None or day <= self.to)


class Caps(Strict):
    """Limits that no rule may exceed."""

    max_discount_pct: Percent
    max_installments: Annotated[int, Field(ge=1, le=60)]


class Allocation(Strict):
    """In which order a payment reaches the components of accounts of `country` and `product`."""

    country: Country | None = None
    product: Names | None = None
    order: tuple[Component, ...]

    def holds(self, *, country: str, product: str) -> bool:
        """Whether accounts of this country and product are paid in this order."""
        is_country = self.country is None or self.country == country
        return is_country and (self.product is None or product in self.product)

    @property
    def is_for_all(self) -> bool:
        """Whether every account is paid in this order."""
        return self.country is None and self.product is None


class Policy(Strict):
    """A version of the offer policy; the first rule that applies wins, none means a person.

    The first allocation that holds wins too; the last one holds for every account.
    """

    policy: Words
    version: Annotated[int, Field(ge=1)]
    effective: Effective
    currencies: Annotated[dict[Country, Currency], Field(min_length=1)]
    products: tuple[Words, ...] = ()
    segments: tuple[Words, ...] = ()
    allocation: tuple[Allocation, ...]
    caps: Caps
    rules: Annotated[tuple[Rule, ...], Field(min_length=1)]
    examples: tuple[Example, ...] = ()


def content_hash(policy: Policy) -> str:
    """SHA-256 of what the version says, whatever its comments, spacing and omitted defaults."""
    content = policy.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
