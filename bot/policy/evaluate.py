"""Which rule applies to an account, and why: the first that matches, top to bottom. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from bot.kernel.money import Money
from bot.policy.blocks import Offer
from bot.policy.quantities import AmountRange
from bot.policy.schema import Effective, Flag, Policy, Rule, When


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFacts:
    """What a policy may ask about an account; `balance` is everything owed on it."""

    country: str
    days_past_due: int
    balance: Money
    product: str | None = None
    segment: str | None = None
    broken_promises: int = 0
    flags: frozenset[Flag] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The rule that applies and what it allows; without one a person decides.

    `why` has one line per rule looked at, the last one being the rule that applies.
    """

    policy: str
    version: int
    effective: Effective
    currency: str | None
    rule_id: str | None
    offer: Offer | None
    why: tuple[str, ...]


def decide(policy: Policy, facts: AccountFacts) -> Decision:
    """Find the first rule that applies to `facts`, explaining each one passed over."""
    currency = policy.currencies.get(facts.country)
    if currency != facts.balance.currency:
        wanted = (
            f"{facts.country} is not in the policy"
            if currency is None
            else f"the policy wants {currency}"
        )
        return _no_rule(policy, (f"the balance is in {facts.balance.currency}, but {wanted}",))
    passed: list[str] = []
    for rule in policy.rules:
        unmet = _first_unmet(rule.when, facts)
        if unmet is None:
            why = (*passed, f"{rule.id} applies: {rule.name} ({rule.why})")
            return _decision(policy, rule, currency=currency, why=why)
        passed.append(_explain(rule, unmet, facts))
    return _no_rule(policy, (*passed, "no rule applies"))


def first_match(policy: Policy, facts: AccountFacts) -> Rule | None:
    """The rule `decide` would find for a balance in the right currency, without the words."""
    return next((rule for rule in policy.rules if applies(rule.when, facts)), None)


def applies(when: When, facts: AccountFacts) -> bool:
    """Whether every condition of `when` holds."""
    return _first_unmet(when, facts) is None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Condition:
    field: str
    label: str
    holds: Callable[[When, AccountFacts], bool]
    found: Callable[[AccountFacts], object]


def _within(limits: AmountRange | None, value: Decimal | int) -> bool:
    return limits is None or limits.holds(value)


def _has_amount(when: When, facts: AccountFacts) -> bool:
    return when.balance is None or when.balance.holds(facts.balance.to_decimal())


_CONDITIONS: Final = (
    _Condition(
        field="country",
        label="country",
        holds=lambda when, facts: when.country in (None, facts.country),
        found=lambda facts: facts.country,
    ),
    _Condition(
        field="product",
        label="product",
        holds=lambda when, facts: when.product is None or facts.product in when.product,
        found=lambda facts: facts.product or "not known",
    ),
    _Condition(
        field="segment",
        label="segment",
        holds=lambda when, facts: when.segment is None or facts.segment in when.segment,
        found=lambda facts: facts.segment or "not known",
    ),
    _Condition(
        field="flags",
        label="flags",
        holds=lambda when, facts: when.flags is None or not facts.flags.isdisjoint(when.flags),
        found=lambda facts: ", ".join(sorted(facts.flags)) or "none",
    ),
    _Condition(
        field="dpd",
        label="days past due",
        holds=lambda when, facts: _within(when.dpd, facts.days_past_due),
        found=lambda facts: facts.days_past_due,
    ),
    _Condition(
        field="broken_promises",
        label="broken promises",
        holds=lambda when, facts: _within(when.broken_promises, facts.broken_promises),
        found=lambda facts: facts.broken_promises,
    ),
    _Condition(
        field="balance",
        label="balance",
        holds=_has_amount,
        found=lambda facts: f"{facts.balance.to_decimal()} {facts.balance.currency}",
    ),
)


def _first_unmet(when: When, facts: AccountFacts) -> _Condition | None:
    for condition in _CONDITIONS:
        if not condition.holds(when, facts):
            return condition
    return None


def _explain(rule: Rule, unmet: _Condition, facts: AccountFacts) -> str:
    wanted = getattr(rule.when, unmet.field)
    text = wanted.words() if isinstance(wanted, AmountRange) else wanted
    listed = " or ".join(text) if isinstance(text, tuple) else text
    return f"not {rule.id}: {unmet.label} is {unmet.found(facts)}, the rule wants {listed}"


def _decision(policy: Policy, rule: Rule, *, currency: str, why: tuple[str, ...]) -> Decision:
    return Decision(
        policy=policy.policy,
        version=policy.version,
        effective=policy.effective,
        currency=currency,
        rule_id=rule.id,
        offer=rule.offer,
        why=why,
    )


def _no_rule(policy: Policy, why: tuple[str, ...]) -> Decision:
    return Decision(
        policy=policy.policy,
        version=policy.version,
        effective=policy.effective,
        currency=None,
        rule_id=None,
        offer=None,
        why=why,
    )
