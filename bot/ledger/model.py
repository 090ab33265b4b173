"""The ledger's words and sums: accounts, charges, balances. Pure; every figure is exact."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_args

from bot.kernel.errors import Permanent, SaldoError
from bot.kernel.ids import AccountId, CustomerId
from bot.kernel.money import Money, total

Component = Literal["principal", "ordinary_interest", "late_interest", "fee", "tax"]
COMPONENTS: Final[tuple[Component, ...]] = get_args(Component)

# The usual order of imputation where a policy does not say another: duties first, capital last.
DEFAULT_ORDER: Final[tuple[Component, ...]] = (
    "tax",
    "fee",
    "late_interest",
    "ordinary_interest",
    "principal",
)

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


class LedgerDoubt(SaldoError):
    """The figures of an account contradict each other: none is said, a person looks."""

    def __init__(self, account_id: AccountId, reason: str) -> None:
        super().__init__(f"{account_id}: {reason}")
        self.account_id = account_id
        self.reason = reason


class KeyReused(Permanent):
    """An idempotency key came back with another input: what is in the ledger stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One debt of one customer with one creditor, in one currency; `zone` is the customer's.

    `doubt` says why its figures are not to be told, e.g. `declared_total`.
    """

    id: AccountId
    customer_id: CustomerId
    product: str
    last4: str
    currency: str
    creditor: str
    flags: frozenset[str]
    broken_promises: int
    doubt: str | None
    country: str
    zone: str


type OrderFor = Callable[[Account], tuple[Component, ...]]


def usual_order(_account: Account) -> tuple[Component, ...]:
    """The usual order, whatever the account: where no policy says another."""
    return DEFAULT_ORDER


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """Something that fell or falls due, as it was charged; `amount` is positive."""

    id: str
    account_id: AccountId
    component: Component
    amount: Money
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCharge:
    """A charge and what is still owed of it; `arranged` is the part an agreement is about."""

    charge: Charge
    owed: Money
    arranged: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What an account owes on the day `calculated_on`, in the customer's calendar.

    `credit` is the customer's money that no charge has taken; it never stands beside a debt.
    `past_due` is what fell due before that day; `next_due_*` what falls due first, that day or
    later. `components` name only what is owed; they sum to `total`, and `past_due_components` to
    `past_due`.
    """

    account: Account
    currency: str
    total: Money
    credit: Money
    past_due: Money
    next_due_on: date | None
    next_due_amount: Money | None
    days_past_due: int
    components: tuple[tuple[Component, Money], ...]
    past_due_components: tuple[tuple[Component, Money], ...]
    calculated_on: date


def summarize(
    account: Account,
    charges: Sequence[OpenCharge],
    *,
    today: date,
    total_owed: Money,
    credit: Money,
) -> Balance:
    """The balance of `account`; raises LedgerDoubt when its figures contradict each other.

    `total_owed` and `credit` (money received beyond the debt) are sums over the whole account, the
    charges have their own: two ways to the same figure.
    """
    _check(account, charges, total_owed=total_owed, credit=credit)
    unpaid = [c for c in charges if c.owed]
    late = [c for c in unpaid if c.charge.due_on < today]
    next_due_on = min((c.charge.due_on for c in unpaid if c.charge.due_on >= today), default=None)
    due_next = [c for c in unpaid if c.charge.due_on == next_due_on]
    return Balance(
        account=account,
        currency=account.currency,
        total=total_owed,
        credit=credit,
        past_due=owed_in(late, account.currency),
        next_due_on=next_due_on,
        next_due_amount=owed_in(due_next, account.currency) if next_due_on else None,
        days_past_due=days_past_due(unpaid, today),
        components=by_component(unpaid, account.currency),
        past_due_components=by_component(late, account.currency),
        calculated_on=today,
    )


def days_past_due(charges: Iterable[OpenCharge], today: date) -> int:
    """Days since the oldest unpaid due date; 0 on that day, before it, and with nothing owed."""
    oldest = min((c.charge.due_on for c in charges if c.owed), default=today)
    return max(0, (today - oldest).days)


def owed_in(charges: Iterable[OpenCharge], currency: str) -> Money:
    """The sum of what is still owed of `charges`."""
    return total((c.owed for c in charges), currency)


def by_component(
    charges: Sequence[OpenCharge], currency: str
) -> tuple[tuple[Component, Money], ...]:
    """What is owed of each component, in the fixed order, leaving out what is zero."""
    sums = (
        (name, owed_in((c for c in charges if c.charge.component == name), currency))
        for name in COMPONENTS
    )
    return tuple((name, amount) for name, amount in sums if amount)


def _check(
    account: Account, charges: Sequence[OpenCharge], *, total_owed: Money, credit: Money
) -> None:
    reason = _contradiction(account, charges, total_owed=total_owed, credit=credit)
    if reason is not None:
        raise LedgerDoubt(account.id, reason)


def _contradiction(
    account: Account, charges: Sequence[OpenCharge], *, total_owed: Money, credit: Money
) -> str | None:
    if account.doubt is not None:
        return account.doubt
    if any(c.owed.currency != account.currency for c in charges):
        return "a charge is in another currency"
    if any(not 0 <= c.owed.amount_minor <= c.charge.amount.amount_minor for c in charges):
        return "a charge was paid beyond its amount"
    if any(not 0 <= c.arranged.amount_minor <= c.owed.amount_minor for c in charges):
        return "an agreement is about more than is owed"
    if owed_in(charges, account.currency) != total_owed:
        return "the components do not add up to the total"
    if credit.amount_minor < 0:
        return "more credit was used than received"
    if credit and total_owed:
        return "a credit stands beside a debt"
    return None
