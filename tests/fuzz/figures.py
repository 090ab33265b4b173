"""Whether every amount that was said is one of the ledger's or of the policy's. Pure."""

import re
from collections.abc import Iterator

from tests.fuzz.seen import Debt, Step

# What tells of accounts and offers; other replies may repeat what the person wrote.
_OF_THE_BOOKS = (
    *("account.", "balance.", "due.", "offers.menu", "terms.", "plan.", "pay."),
    *("promise.", "return.", "notice."),
)
# Of these the amount may be the person's own word, or half of what is owed.
_PROMISES = ("terms.promise", "promise.")
_AMOUNT = re.compile(r"\$\s*(\d[\d.,]*\d|\d)")
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")


def invented(step: Step) -> Iterator[str]:
    """Amounts that neither the walker's own accounts nor their offers have, nor a promise."""
    known = {digits for minor in _known(step) for digits in _written(minor)}
    promised = known.union(_named(step), *(_written(minor) for minor in _halves(step)))
    for said in step.said:
        if said.key.startswith(_OF_THE_BOOKS):
            sound = promised if said.key.startswith(_PROMISES) else known
            for amount in _AMOUNT.findall(said.text):
                if _digits(amount) not in sound:
                    yield f"{said.key} says {amount}, which nobody reckoned"


def _known(step: Step) -> Iterator[int]:
    for debt in _own(step):
        yield from _owed(debt)
    for offer in step.offers:
        yield from (offer.terms.total.amount_minor, offer.terms.discount.amount_minor)
        yield from (part.amount.amount_minor for part in offer.terms.installments)
        yield from (part.amount_minor for part in offer.terms.discount_by_component.values())


def _own(step: Step) -> Iterator[Debt]:
    yield from (d for d in step.debts if d.account.customer_id == step.after.customer_id)


def _named(step: Step) -> Iterator[str]:
    """The numbers that the walker typed, as amounts: with cents or not, as they are or "mil"."""
    for number in (_digits(found) for words in step.typed for found in _NUMBER.findall(words)):
        yield from (number + ending for ending in ("", "00", "000", "00000"))


def _halves(step: Step) -> Iterator[int]:
    for debt in _own(step):
        if debt.balance is not None:
            owed = debt.balance.past_due or debt.balance.total
            yield from (owed.amount_minor // 2, -(-owed.amount_minor // 2))


def _owed(debt: Debt) -> Iterator[int]:
    if debt.balance is None:
        return
    balance = debt.balance
    yield from (balance.total.amount_minor, balance.past_due.amount_minor)
    yield from (amount.amount_minor for _, amount in balance.components)
    yield from (amount.amount_minor for _, amount in balance.past_due_components)
    if balance.next_due_amount is not None:
        yield balance.next_due_amount.amount_minor


def _digits(amount: str) -> str:
    return re.sub(r"\D", "", amount)


def _written(minor: int) -> set[str]:
    """The amount's digits, with and without its cents."""
    digits = f"{minor:03}"
    return {digits, digits.removesuffix("00")} if minor % 100 == 0 else {digits}
