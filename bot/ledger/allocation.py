"""Which charges money pays: the oldest due date first, then the order of components. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.kernel.money import Money, total
from bot.ledger.chart import Book
from bot.ledger.journal import Entry
from bot.ledger.model import COMPONENTS, Component, OpenCharge

Part = tuple[OpenCharge, Money]


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """How an amount falls on charges: `parts` in order, none zero; no charge took the `rest`."""

    parts: tuple[Part, ...]
    rest: Money


def allocate(
    amount: Money, charges: Sequence[OpenCharge], *, order: Sequence[Component]
) -> Allocation:
    """Spread `amount` over what is owed; parts and rest sum to it exactly."""
    parts = _take(amount, in_order(charges, order))
    taken = total((part for _, part in parts), amount.currency)
    return Allocation(parts=parts, rest=amount - taken)


def in_order(charges: Iterable[OpenCharge], order: Sequence[Component]) -> list[OpenCharge]:
    """`charges` as payments reach them; components that `order` forgets come last."""
    ranks = list(dict.fromkeys([*order, *COMPONENTS]))
    return sorted(
        charges,
        key=lambda c: (c.charge.due_on, ranks.index(c.charge.component), c.charge.id),
    )


def forgiven(
    charges: Sequence[OpenCharge], discount: Mapping[Component, Money]
) -> tuple[Part, ...]:
    """The parts of `charges` that a discount covers: of each component, what falls due last.

    A component that owes less than its discount is forgiven what it owes.
    """
    return tuple(
        part
        for component, amount in discount.items()
        for part in _take(amount, _newest_first(charges, component))
    )


def without(charges: Sequence[OpenCharge], parts: Sequence[Part]) -> list[OpenCharge]:
    """What is left of `charges` once `parts` are taken from them."""
    taken = {charge.charge.id: amount for charge, amount in parts}
    return [
        replace(c, owed=c.owed - taken[c.charge.id]) if c.charge.id in taken else c
        for c in charges
    ]


def less_owed(parts: Iterable[Part]) -> tuple[Entry, ...]:
    """The entries by which `parts` are owed no more; what an agreement is about goes first."""
    taken: dict[str, Money] = {}
    charges: dict[str, OpenCharge] = {}
    for charge, amount in parts:
        name = charge.charge.id
        charges[name] = charge
        taken[name] = taken.get(name, Money.zero(amount.currency)) + amount
    return tuple(entry for name, charge in charges.items() for entry in _down(charge, taken[name]))


def _down(open_charge: OpenCharge, amount: Money) -> Iterator[Entry]:
    arranged = min(amount, open_charge.arranged)
    halves: tuple[tuple[Book, Money], ...] = (
        ("arranged", arranged),
        ("receivable", amount - arranged),
    )
    for book, part in halves:
        if part:
            charge = open_charge.charge
            yield Entry(book=book, amount=-part, component=charge.component, charge_id=charge.id)


def _newest_first(charges: Sequence[OpenCharge], component: Component) -> list[OpenCharge]:
    return in_order((c for c in charges if c.charge.component == component), ())[::-1]


def _take(amount: Money, charges: Sequence[OpenCharge]) -> tuple[Part, ...]:
    parts: list[Part] = []
    for charge in charges:
        part = min(amount, charge.owed)
        if part.amount_minor > 0:
            parts.append((charge, part))
            amount -= part
    return tuple(parts)
