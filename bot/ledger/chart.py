"""The chart of accounts: in which books a movement is written, and what each of them says.

A debit is positive. Books `of_charges` hold one entry per charge; those `by_component` tell the
components of a debt apart, the others hold money that belongs to none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from bot.ledger.model import COMPONENTS, Component

Book = Literal[
    "receivable",
    "arranged",
    "charged",
    "cash",
    "unapplied_cash",
    "customer_credit",
    "discount",
    "write_off",
]
Nature = Literal["asset", "liability", "income", "expense"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BookRules:
    """What a book is, and what its entries must name."""

    nature: Nature
    says: str
    of_charges: bool = False
    by_component: bool = False


CHART: Final[Mapping[Book, BookRules]] = MappingProxyType(
    {
        "receivable": BookRules(
            nature="asset", says="what is owed", of_charges=True, by_component=True
        ),
        "arranged": BookRules(
            nature="asset",
            says="what is owed, while an agreement is in force that says how it is paid",
            of_charges=True,
            by_component=True,
        ),
        "charged": BookRules(nature="income", says="what was charged", by_component=True),
        "cash": BookRules(nature="asset", says="money received, less what went back"),
        "unapplied_cash": BookRules(
            nature="liability", says="money received that nobody could give to an account yet"
        ),
        "customer_credit": BookRules(
            nature="liability", says="money received beyond the debt: it is the customer's"
        ),
        "discount": BookRules(
            nature="expense", says="forgiven because a settlement was kept", by_component=True
        ),
        "write_off": BookRules(
            nature="expense", says="given up as lost by the lender", by_component=True
        ),
    }
)

# What a person owes stands in these two, whatever has been agreed about it.
OWED_BOOKS: Final[tuple[Book, ...]] = ("receivable", "arranged")


def accounts_of_chart() -> tuple[tuple[Book, Component | None], ...]:
    """Every account there is: a book, or a book and a component."""
    return tuple(
        (book, component)
        for book, rules in CHART.items()
        for component in (COMPONENTS if rules.by_component else (None,))
    )
