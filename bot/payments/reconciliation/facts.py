"""What is held against each other, as plain records: Stripe's side beside ours. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.kernel.ids import AccountId
from bot.kernel.money import Money
from bot.ledger.installment_proof import InstallmentSum
from bot.ledger.proof import Excess, Figures
from bot.ledger.service import CreditHeld, Unapplied

Back = Literal["refund", "dispute"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentAtStripe:
    """A PaymentIntent; `amount` is what was received of it."""

    status: str
    amount: Money
    paid_at: datetime | None
    is_live: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """Money in the ledger; `account_id` None: nobody knew yet whose it is."""

    amount: Money
    account_id: AccountId | None
    folio: str | None
    posted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkFacts:
    """A pay link; `has_payment`: a payment of it is at Stripe and in the ledger."""

    id: str
    account_id: AccountId
    folio: str
    amount: Money
    state: str
    created_at: datetime
    has_payment: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFacts:
    """One payment of ours: as Stripe has it, as the ledger has it, and the link it names.

    `at_stripe` None: Stripe does not know it.
    """

    id: str
    at_stripe: PaymentAtStripe | None
    posted: Posted | None
    link: LinkFacts | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BackAtStripe:
    """A refund or a dispute; `has_left`: its money is gone from us now, None: not decided yet."""

    amount: Money
    has_left: bool | None
    happened_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BackFacts:
    """One refund or dispute: as Stripe has it, and what the ledger holds of it by now.

    `posted.amount` is what went out less what came back in, never negative in a sound ledger.
    """

    id: str
    back: Back
    at_stripe: BackAtStripe | None
    posted: Posted | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """A Checkout Session of ours, and its status at Stripe where it had to be asked.

    `unposted`: the payment it brought, which succeeded and is not in the ledger.
    """

    subject: str
    state: str
    link: LinkFacts
    amount: Money
    created_at: datetime
    expires_at: datetime
    status_at_stripe: str | None = None
    unposted: PaymentAtStripe | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFacts:
    """One of Stripe's events that is not done."""

    id: str
    type: str
    is_dead: bool
    happened_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleCash:
    """What one Customer transferred to Stripe and no payment has used: too much, or too late."""

    customer_id: str
    account_id: AccountId
    folio: str
    amount: Money


Fact = (
    PaymentFacts
    | BackFacts
    | LinkFacts
    | SessionFacts
    | EventFacts
    | IdleCash
    | InstallmentSum
    | Excess
    | Figures
    | Unapplied
    | CreditHeld
)
