"""In which order payments reach the components of a debt, and what is wrong with it. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from bot.policy.blocks import Component
from bot.policy.schema import COMPONENT_COUNT, Allocation, Policy
from bot.rulefiles.problems import Finding, Place


def allocation_for(policy: Policy, *, country: str, product: str) -> tuple[Component, ...]:
    """The components in the order in which a payment reaches them; each is named once."""
    return next(
        each.order for each in policy.allocation if each.holds(country=country, product=product)
    )


def allocation_findings(policy: Policy) -> Iterator[Finding]:
    """Entries that forget a component, name what there is not, or can never apply."""
    for index, entry in enumerate(policy.allocation):
        place: Place = ("allocation", index)
        for part, message in _entry(policy, entry, index):
            yield Finding(place=(*place, part), message=f"allocation {index + 1}: {message}")
    yield from _end(policy)


def _end(policy: Policy) -> Iterator[Finding]:
    last = len(policy.allocation)
    if not last:
        yield Finding(place=("allocation",), message="allocation: at least one must be given")
    elif not policy.allocation[-1].is_for_all:
        yield Finding(
            place=("allocation", last - 1),
            message=f"allocation {last}: the last one must have no country and no product,"
            " so that every account has an order",
        )


def _entry(policy: Policy, entry: Allocation, index: int) -> Iterator[tuple[str, str]]:
    if not len(entry.order) == len(set(entry.order)) == COMPONENT_COUNT:
        yield "order", "order must name each component once"
    if entry.country is not None and entry.country not in policy.currencies:
        yield "country", _undeclared("country", entry.country, tuple(policy.currencies))
    for product in entry.product or ():
        if product not in policy.products:
            yield "product", _undeclared("product", product, policy.products)
    for number, earlier in enumerate(policy.allocation[:index], 1):
        if _covers(earlier, entry):
            yield "order", f"it can never apply: allocation {number} above always wins"
            return


def _covers(earlier: Allocation, later: Allocation) -> bool:
    """Whether `earlier` holds wherever `later` does."""
    is_country = earlier.country in (None, later.country)
    if earlier.product is None:
        return is_country
    return is_country and later.product is not None and {*later.product} <= {*earlier.product}


def _undeclared(field: str, name: str, declared: tuple[str, ...]) -> str:
    listed = ", ".join(declared) or "none is declared"
    return f"{field} {name} is not one of those declared ({listed})"
