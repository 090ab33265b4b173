"""Which charges are owed again when money goes back, and which are paid when it returns. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.kernel.money import Money, total
from bot.ledger.allocation import Part as Share
from bot.ledger.allocation import allocate, less_owed, without
from bot.ledger.chart import Book
from bot.ledger.history import Paid, Part
from bot.ledger.journal import Entry
from bot.ledger.model import Component, OpenCharge


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How an account stands when money goes back: what its charges took, what credit is held.

    `on_charges` bounds what may be owed again of a charge; `from_credit` is the part of it that
    credit has paid. Both have the latest last.
    """

    on_charges: tuple[Part, ...]
    from_credit: tuple[Part, ...]
    credit: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenBack:
    """`entries` book the money that goes back; `unspent` first turns paid charges into credit.

    `unspent` is empty unless the credit that the payment left behind has been used since.
    """

    entries: tuple[Entry, ...]
    unspent: tuple[Entry, ...]


def give_back(amount: Money, paid: Paid, standing: Standing) -> GivenBack:
    """What is owed again when `amount` of a payment goes back; at most what of it stands.

    Credit goes first, then what was paid last. Of a charge that has been taken back since, the
    money is credit by now.
    """
    credit = min(amount, paid.credit)
    parts = _taken(amount - credit, reversed(paid.parts), standing.on_charges)
    credit = amount - _sum(parts, amount)
    short = max(credit - standing.credit, Money.zero(amount.currency))
    left = _less(standing.on_charges, parts)
    first = _taken(short, reversed(standing.from_credit), left)
    then = _taken(short - _sum(first, short), reversed(left), _less(left, first))
    return GivenBack(
        entries=(
            Entry(book="cash", amount=-amount),
            *_held("customer_credit", credit),
            *(part.owed_again() for part in parts),
        ),
        unspent=(
            *(part.owed_again() for part in (*first, *then)),
            *_held("customer_credit", -short),
        ),
    )


def take_again(
    amount: Money,
    wanted: Sequence[Entry],
    charges: Sequence[OpenCharge],
    *,
    order: Sequence[Component],
) -> tuple[Entry, ...]:
    """The entries by which `amount`, gone before, counts again.

    It pays again what `wanted` (the entries by which it went) let be owed again, as far as that is
    still owed; then the other charges, and the rest is credit.
    """
    again = {entry.charge_id: entry.amount for entry in wanted if entry.charge_id is not None}
    named = [
        replace(charge, owed=min(charge.owed, again[charge.charge.id]))
        for charge in charges
        if charge.charge.id in again
    ]
    first = allocate(amount, named, order=order)
    shares: list[Share] = list(first.parts)
    then = allocate(first.rest, without(charges, shares), order=order)
    # `named` has its own owed; the halves of a charge are told by the account's.
    whole = {charge.charge.id: charge for charge in charges}
    paid = [(whole[charge.charge.id], part) for charge, part in (*shares, *then.parts)]
    return (
        Entry(book="cash", amount=amount),
        *less_owed(paid),
        *_held("customer_credit", -then.rest),
    )


def _taken(amount: Money, wanted: Iterable[Part], bounds: Sequence[Part]) -> list[Part]:
    """`wanted` in its order up to `amount`, of no charge more than `bounds` has of it."""
    room = {part.charge_id: part.amount for part in bounds}
    taken = []
    for part in wanted:
        share = min(amount, part.amount, room.get(part.charge_id, Money.zero(amount.currency)))
        if share.amount_minor > 0:
            taken.append(replace(part, amount=share))
            room[part.charge_id] -= share
            amount -= share
    return taken


def _less(bounds: Sequence[Part], taken: Iterable[Part]) -> list[Part]:
    gone: dict[str, Money] = {}
    for part in taken:
        before = gone.get(part.charge_id, Money.zero(part.amount.currency))
        gone[part.charge_id] = before + part.amount
    left = (
        replace(
            part, amount=part.amount - gone.get(part.charge_id, Money.zero(part.amount.currency))
        )
        for part in bounds
    )
    return [part for part in left if part.amount]


def _sum(parts: Iterable[Part], like: Money) -> Money:
    return total((part.amount for part in parts), like.currency)


def _held(book: Book, amount: Money) -> Iterator[Entry]:
    if amount:
        yield Entry(book=book, amount=amount)
