"""Rules that can never apply and accounts that no rule covers, exactly. Pure.

Conditions only compare with fixed boundaries, so one account per cell of the grid that they cut
stands for all the accounts of the cell. Flags are only ever asked for, never excluded: what
applies to an account with several flags applies to one with a single flag, so those are enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, product
from typing import Final

from bot.kernel.money import Money
from bot.policy.evaluate import AccountFacts, applies, first_match
from bot.policy.quantities import AmountRange
from bot.policy.schema import Policy, Rule
from bot.rulefiles.problems import Finding

_NAMED_AT_MOST: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """Values from `start` up to and including `end`; no end is for ever."""

    start: int
    end: int | None


def dead_rules(policy: Policy) -> list[Finding]:
    """Rules that no account can reach, with the rules above that always win."""
    alive: set[str] = set()
    winners: dict[str, dict[str, None]] = {rule.id: {} for rule in policy.rules}
    for facts in _every_cell(policy):
        first = first_match(policy, facts)
        if first is None:
            continue
        alive.add(first.id)
        for rule in policy.rules:
            if rule.id not in alive and applies(rule.when, facts):
                winners[rule.id][first.id] = None
    return [
        Finding(place=("rules", index), message=_dead_message(rule, list(winners[rule.id])))
        for index, rule in enumerate(policy.rules)
        if rule.id not in alive
    ]


def gaps(policy: Policy) -> list[Finding]:
    """Accounts for which no rule applies, as ranges of days past due and balance, by country."""
    return [
        Finding(place=("rules",), message=message)
        for country in policy.currencies
        for message in _gaps_of(policy, country)
    ]


def _dead_message(rule: Rule, winners: list[str]) -> str:
    if not winners:
        return f"rule {rule.id} can never apply: no account can be like that"
    named = ", ".join(winners[:_NAMED_AT_MOST])
    others = " and others" if len(winners) > _NAMED_AT_MOST else ""
    verb = "wins" if len(winners) == 1 else "win"
    return f"rule {rule.id} can never apply: {named}{others} above always {verb}"


def _every_cell(policy: Policy) -> Iterator[AccountFacts]:
    for country in policy.currencies:
        rules = _rules_of(policy, country)
        for dpd, balance in product(_days(rules), _balances(policy, country)):
            yield from _cells(policy, country, dpd=dpd, balance=balance)


def _cells(policy: Policy, country: str, *, dpd: _Span, balance: _Span) -> Iterator[AccountFacts]:
    rules = _rules_of(policy, country)
    whens = [rule.when for rule in rules]
    flags = sorted({flag for when in whens for flag in when.flags or ()})
    for name, segment, broken, flag in product(
        _named(when.product for when in whens),
        _named(when.segment for when in whens),
        _spans((when.broken_promises for when in whens), int, first=0),
        (None, *flags),
    ):
        yield AccountFacts(
            country=country,
            days_past_due=dpd.start,
            balance=Money(balance.start, policy.currencies[country]),
            product=name,
            segment=segment,
            broken_promises=broken.start,
            flags=frozenset() if flag is None else frozenset({flag}),
        )


def _rules_of(policy: Policy, country: str) -> list[Rule]:
    return [rule for rule in policy.rules if rule.when.country in (None, country)]


def _days(rules: list[Rule]) -> list[_Span]:
    return _spans((rule.when.dpd for rule in rules), int, first=0)


def _balances(policy: Policy, country: str) -> list[_Span]:
    currency = policy.currencies[country]
    limits = (rule.when.balance for rule in _rules_of(policy, country))
    # Nothing owed is no account to decide about: balances start at one minor unit.
    return _spans(limits, lambda value: Money.parse(value, currency).amount_minor, first=1)


def _named(wanted: Iterable[tuple[str, ...] | None]) -> list[str | None]:
    return [None, *sorted({name for names in wanted for name in names or ()})]


def _spans(
    limits: Iterable[AmountRange | None], units: Callable[..., int], *, first: int
) -> list[_Span]:
    """The pieces into which `limits` cut everything from `first` on, in whole `units`."""
    starts = {first}
    for limit in limits:
        if limit is not None and limit.min is not None:
            starts.add(units(limit.min))
        if limit is not None and limit.max is not None:
            starts.add(units(limit.max) + 1)
    ordered = sorted(start for start in starts if start >= first)
    ends = [*(start - 1 for start in ordered[1:]), None]
    return [_Span(start=start, end=end) for start, end in zip(ordered, ends, strict=True)]


def _gaps_of(policy: Policy, country: str) -> Iterator[str]:
    by_day = [
        (dpd, _open_balances(policy, country, dpd)) for dpd in _days(_rules_of(policy, country))
    ]
    for balances, run in groupby(by_day, key=lambda pair: pair[1]):
        days = [dpd for dpd, _ in run]
        span = _Span(start=days[0].start, end=days[-1].end)
        for balance in balances:
            yield _gap_message(policy, country, dpd=span, balance=balance)


def _open_balances(policy: Policy, country: str, dpd: _Span) -> list[_Span]:
    found = [
        balance
        for balance in _balances(policy, country)
        if any(
            first_match(policy, facts) is None
            for facts in _cells(policy, country, dpd=dpd, balance=balance)
        )
    ]
    return _joined(found)


def _joined(spans: list[_Span]) -> list[_Span]:
    joined: list[_Span] = []
    for span in spans:
        if joined and joined[-1].end is not None and joined[-1].end + 1 == span.start:
            joined[-1] = _Span(start=joined[-1].start, end=span.end)
        else:
            joined.append(span)
    return joined


def _gap_message(policy: Policy, country: str, *, dpd: _Span, balance: _Span) -> str:
    currency = policy.currencies[country]
    days = f"{dpd.start} or more" if dpd.end is None else f"{dpd.start} to {dpd.end}"
    low = Money(balance.start, currency).to_decimal()
    high = "or more" if balance.end is None else f"to {Money(balance.end, currency).to_decimal()}"
    return (
        f"{country}: no rule for some accounts {days} days past due "
        f"with a balance of {low} {high} {currency}; a person decides there"
    )
