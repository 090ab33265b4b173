"""What types cannot say: caps, names that exist, amounts that fit, the owner's examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from bot.kernel.money import Money, MoneyError
from bot.policy.allocation import allocation_findings
from bot.policy.evaluate import AccountFacts, first_match
from bot.policy.schema import Example, Policy, Rule
from bot.rulefiles.problems import Finding, Place
from bot.rulefiles.strict import Strict


def consistency(policy: Policy) -> list[Finding]:
    """Rules and examples that contradict the head of the document or each other, in order."""
    return [
        *_head(policy),
        *(
            finding
            for index, rule in enumerate(policy.rules)
            for finding in _rule(policy, rule, index)
        ),
        *(
            finding
            for index, example in enumerate(policy.examples)
            for finding in _example(policy, example, index)
        ),
    ]


def broken_examples(policy: Policy) -> Iterator[Finding]:
    """The owner's examples that this version decides differently; needs a consistent policy."""
    for index, example in enumerate(policy.examples):
        rule = first_match(policy, _facts(policy, example))
        found = rule.id if rule else None
        if found != example.expect:
            message = f"expected {example.expect or 'no offer'}, but {found or 'no rule'} applies"
            yield Finding(
                place=("examples", index, "expect"), message=f"example {index + 1}: {message}"
            )


def _facts(policy: Policy, example: Example) -> AccountFacts:
    account = example.account
    return AccountFacts(
        country=account.country,
        days_past_due=account.dpd,
        balance=Money.parse(account.balance, policy.currencies[account.country]),
        product=account.product,
        segment=account.segment,
        broken_promises=account.broken_promises,
        flags=frozenset(account.flags),
    )


def _head(policy: Policy) -> Iterator[Finding]:
    for country, currency in policy.currencies.items():
        try:
            Money.zero(currency).to_decimal()
        except MoneyError as error:
            yield Finding(place=("currencies", country), message=str(error))
    yield from allocation_findings(policy)


def _rule(policy: Policy, rule: Rule, index: int) -> Iterator[Finding]:
    place: Place = ("rules", index)
    for part, message in (
        *_identity(policy, rule, index),
        *_names(policy, rule),
        *_amounts(policy, rule),
        *_caps(policy, rule),
    ):
        yield Finding(place=(*place, *part), message=f"rule {rule.id}: {message}")


_Remark = tuple[Place, str]


def _identity(policy: Policy, rule: Rule, index: int) -> Iterator[_Remark]:
    if any(earlier.id == rule.id for earlier in policy.rules[:index]):
        yield ("id",), "this id is used twice"


def _names(policy: Policy, rule: Rule) -> Iterator[_Remark]:
    when = rule.when
    if when.country is not None:
        yield from _unknown(("when", "country"), [when.country], list(policy.currencies))
    yield from _unknown(("when", "product"), when.product or (), policy.products)
    yield from _unknown(("when", "segment"), when.segment or (), policy.segments)


def _unknown(place: Place, used: Iterable[str], declared: Iterable[str]) -> Iterator[_Remark]:
    known = list(declared)
    for name in used:
        if name not in known:
            listed = ", ".join(known) or "none is declared"
            yield place, f"{place[-1]} {name} is not one of those declared ({listed})"


def _amounts(policy: Policy, rule: Rule) -> Iterator[_Remark]:
    amounts = list(_amounts_of(rule))
    currency = policy.currencies.get(rule.when.country or "")
    if amounts and rule.when.country is None:
        yield amounts[0][0], "an amount needs a country in when, or its currency is not known"
    if currency is None:
        return
    for place, amount in amounts:
        yield from _misfit(place, amount, currency)


def _amounts_of(rule: Rule) -> Iterator[tuple[Place, Decimal]]:
    parts: tuple[tuple[Place, Strict | None, tuple[str, ...]], ...] = (
        (("when", "balance"), rule.when.balance, ("min", "max")),
        (("offer", "settlement"), rule.offer.settlement, ("max_forgiven",)),
        (("offer", "plan"), rule.offer.plan, ("down_amount", "min_installment")),
        (("offer", "approval"), rule.offer.approval, ("balance_above",)),
    )
    for place, part, names in parts:
        for name in names:
            amount = getattr(part, name, None)
            if amount:  # nought is nought in any currency
                yield (*place, name), amount


def _misfit(place: Place, amount: Decimal, currency: str) -> Iterator[_Remark]:
    try:
        Money.parse(amount, currency)
    except MoneyError:
        yield place, f"{place[-1]} {amount} has more decimals than {currency} has"


def _caps(policy: Policy, rule: Rule) -> Iterator[_Remark]:
    caps, offer = policy.caps, rule.offer
    if offer.settlement and offer.settlement.discount_pct > caps.max_discount_pct:
        pct, cap = offer.settlement.discount_pct, caps.max_discount_pct
        yield (
            ("offer", "settlement", "discount_pct"),
            f"discount {pct} % is above the cap of {cap} %",
        )
    if offer.plan and offer.plan.counts[-1] > caps.max_installments:
        most, limit = offer.plan.counts[-1], caps.max_installments
        yield (
            ("offer", "plan", "counts"),
            f"{most} instalments are above the cap of {limit}",
        )


def _example(policy: Policy, example: Example, index: int) -> Iterator[Finding]:
    account, place = example.account, ("examples", index)
    remarks = [
        *_unknown(("account", "country"), [account.country], list(policy.currencies)),
        *_unknown(("account", "product"), filter(None, [account.product]), policy.products),
        *_unknown(("account", "segment"), filter(None, [account.segment]), policy.segments),
        *_unknown(("expect",), filter(None, [example.expect]), [rule.id for rule in policy.rules]),
    ]
    currency = policy.currencies.get(account.country)
    if currency is not None and not remarks:
        remarks.extend(_misfit(("account", "balance"), account.balance, currency))
    for part, message in remarks:
        yield Finding(place=(*place, *part), message=f"example {index + 1}: {message}")
