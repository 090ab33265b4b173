"""What a rule may allow, block by block, and what of it needs a person."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from bot.policy.quantities import Amount, Percent
from bot.rulefiles.strict import Strict, shown, slip

Component = Literal["principal", "ordinary_interest", "late_interest", "fee", "tax"]
Every = Literal["week", "fortnight", "month"]

Days = Annotated[int, Field(ge=0, le=90)]
Term = Annotated[int, Field(ge=1, le=1825)]


class OnePayment(Strict):
    """Everything, or what is past due, in one payment within `pay_within_days`.

    Money that comes up to `grace_days` after its day still counts.
    """

    pay_within_days: Days = 5
    grace_days: Days = 0


class Settlement(Strict):
    """One payment that closes the account: `discount_pct` of each of `components` is forgiven."""

    discount_pct: Percent
    components: Annotated[tuple[Component, ...], Field(min_length=1)]
    max_forgiven: Amount | None = None
    pay_within_days: Days = 5
    grace_days: Days = 0

    @model_validator(mode="after")
    def _forgives(self) -> Self:
        if not self.discount_pct:
            raise slip("a discount of 0 % is no settlement; leave the block out")
        return self


class Plan(Strict):
    """The whole balance in one of `counts` instalments, without discount.

    The plan goes on while each instalment, less `tolerance_pct`, comes within `grace_days`.
    """

    counts: Annotated[tuple[Annotated[int, Field(ge=2, le=60)], ...], Field(min_length=1)]
    every: Every = "month"
    down_pct: Percent = Decimal(0)
    down_amount: Amount | None = None
    min_installment: Amount = Decimal(0)
    first_due_days: Days = 7
    max_total_days: Term | None = None
    grace_days: Days = 0
    tolerance_pct: Percent = Decimal(0)

    @model_validator(mode="after")
    def _is_clear(self) -> Self:
        if list(self.counts) != sorted(set(self.counts)):
            raise slip("counts must go up, each written once, like [2, 3, 6]")
        if self.down_pct and self.down_amount is not None:
            raise slip("give down_pct or down_amount, not both")
        return self


class Promise(Strict):
    """How far ahead a person may promise to pay, and when that promise counts as kept."""

    max_days: Days
    grace_days: Days = 0
    tolerance_pct: Percent = Decimal(0)


class Approval(Strict):
    """What needs a person. Written `always`, `never`, or as limits of what the bot may do alone.

    `balance_above` and `installments_above` bound settlements and plans; paying what is owed, in
    full or to date, needs a person only with `always`.
    """

    always: bool = False
    discount_above_pct: Percent | None = None
    balance_above: Amount | None = None
    installments_above: Annotated[int, Field(ge=2, le=60)] | None = None


def _read_approval(raw: object) -> object:
    if isinstance(raw, str):
        if raw not in ("always", "never"):
            raise slip(f"{shown(raw)} is not always, never or a group of limits")
        return {"always": raw == "always"}
    return raw


class Offer(Strict):
    """What a rule allows; a block that is missing is not offered."""

    full: OnePayment | None = None
    current: OnePayment | None = None
    settlement: Settlement | None = None
    plan: Plan | None = None
    promise: Promise | None = None
    counter_rounds: Annotated[int, Field(ge=0, le=10)] = 0
    expires_hours: Annotated[int, Field(ge=1, le=720)] = 48
    approval: Annotated[Approval, BeforeValidator(_read_approval)] = Approval()

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        blocks = (self.full, self.current, self.settlement, self.plan)
        if not self.approval.always and not any(blocks):
            raise slip(
                "nothing is offered; write full, current, settlement or plan, or approval: always"
            )
        return self
