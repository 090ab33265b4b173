"""What a person is told when their payment is posted. Pure."""

from __future__ import annotations

from datetime import date

from bot.kernel.messages import Reply
from bot.kernel.money import Money
from bot.ledger import service as ledger


def receipt(
    posting: ledger.Posting, *, amount: Money, paid_on: date, last4: str, is_verified: bool
) -> Reply:
    """The receipt, with thanks when nothing is left to pay; without figures for the unverified."""
    if not is_verified:
        return Reply(key="payment.thanks", values={"folio": posting.folio})
    is_done = posting.plan_completed or not posting.balance_after
    return Reply(
        key="payment.receipt_done" if is_done else "payment.receipt",
        values={
            "folio": posting.folio,
            "amount": _money(amount),
            "paid_on": {"date": paid_on.isoformat()},
            "method": {"key": "method.card"},
            "balance": _money(posting.balance_after),
            "last4": last4,
        },
    )


def _money(amount: Money) -> dict[str, list[int | str]]:
    return {"money": [amount.amount_minor, amount.currency]}
