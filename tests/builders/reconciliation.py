"""Facts that agree, for tests to spoil."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.kernel.ids import AccountId
from bot.kernel.money import Money
from bot.ledger.installment_proof import InstallmentSum
from bot.ledger.proof import Excess, Figures
from bot.ledger.service import CreditHeld, Unapplied
from bot.payments.reconciliation.compare import View
from bot.payments.reconciliation.facts import (
    Back,
    BackAtStripe,
    BackFacts,
    EventFacts,
    IdleCash,
    LinkFacts,
    PaymentAtStripe,
    PaymentFacts,
    Posted,
    SessionFacts,
)

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=3)
VIEW = View(now=NOW, is_live=False)
ACCOUNT = AccountId("ACC-1")


def mxn(minor: int) -> Money:
    return Money(minor, "MXN")


USUAL = mxn(500)


def paid(amount: Money = USUAL, *, status: str = "succeeded", is_live: bool = False, at=LONG_AGO):
    return PaymentAtStripe(status=status, amount=amount, paid_at=at, is_live=is_live)


def posted(amount: Money = USUAL, *, account: AccountId | None = ACCOUNT) -> Posted:
    return Posted(amount=amount, account_id=account, folio="F2", posted_at=LONG_AGO)


def link(*, state: str = "paid", account: AccountId = ACCOUNT, has_payment: bool = True):
    return LinkFacts(
        id="pay_1",
        account_id=account,
        folio="F1",
        amount=mxn(500),
        state=state,
        created_at=LONG_AGO,
        has_payment=has_payment,
    )


_USUAL = object()


def payment(at_stripe=_USUAL, in_ledger=_USUAL, of_link=_USUAL) -> PaymentFacts:
    return PaymentFacts(
        id="pi_1",
        at_stripe=paid() if at_stripe is _USUAL else at_stripe,
        posted=posted() if in_ledger is _USUAL else in_ledger,
        link=link() if of_link is _USUAL else of_link,
    )


def went_back(
    back: Back, in_ledger: Posted | None, *, has_left: bool | None = True, at=LONG_AGO
) -> BackFacts:
    seen = BackAtStripe(amount=mxn(500), has_left=has_left, happened_at=at)
    return BackFacts(id="re_1", back=back, at_stripe=seen, posted=in_ledger)


def session(state: str, **changes) -> SessionFacts:
    values = {
        "subject": "pay_1:1",
        "state": state,
        "link": link(state="open"),
        "amount": mxn(500),
        "created_at": NOW - timedelta(hours=1),
        "expires_at": NOW + timedelta(hours=1),
    }
    return SessionFacts(**{**values, **changes})


def event(*, is_dead: bool, age: timedelta) -> EventFacts:
    return EventFacts(id="evt_1", type="refund.created", is_dead=is_dead, happened_at=NOW - age)


def idle_cash(minor: int) -> IdleCash:
    return IdleCash(customer_id="cus_1", account_id=ACCOUNT, folio="F1", amount=mxn(minor))


def instalment(paid_minor: int, posted_minor: int) -> InstallmentSum:
    return InstallmentSum(
        subject="plan_1:2",
        account_id=ACCOUNT,
        folio="F1",
        paid=mxn(paid_minor),
        posted=mxn(posted_minor),
    )


def excess(minor: int) -> Excess:
    return Excess(
        transaction_id="txn_1",
        account_id=ACCOUNT,
        folio=None,
        excess=mxn(minor),
        posted_at=LONG_AGO,
    )


def figures(books: int, charges: int, *, credit: int = 0, arranged: int = 0, has_plan=False):
    return Figures(
        account_id=ACCOUNT,
        by_books=mxn(books),
        by_charges=mxn(charges),
        credit=mxn(credit),
        arranged=mxn(arranged),
        has_plan=has_plan,
    )


def unapplied(minor: int) -> Unapplied:
    return Unapplied(
        transaction_id="txn_9",
        source="pi:pi_9",
        input_hash="h",
        amount=mxn(500),
        left=mxn(minor),
        received_at=LONG_AGO,
        method="card",
        note="pi_9",
        claimed_account=None,
        payment_id=None,
        payment_account=None,
    )


def credit(minor: int) -> CreditHeld:
    return CreditHeld(account_id=ACCOUNT, amount=mxn(minor), since=LONG_AGO)
