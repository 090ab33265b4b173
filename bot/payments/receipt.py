"""What a person is told when their payment is posted. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from bot.kernel.messages import Reply
from bot.kernel.money import Money
from bot.ledger import service as ledger
from bot.payments.schedule import amount as said
from bot.payments.schedule import left_of

_METHODS: Final = frozenset({"card", "oxxo", "spei"})


def receipt(
    posting: ledger.Posting, *, amount: Money, paid_on: date, last4: str, is_verified: bool
) -> Reply:
    """The receipt: what came and how, what is owed now, and what is left of the agreement.

    With thanks when nothing is left to pay; without figures for the unverified.
    """
    if not is_verified:
        return Reply(key="payment.thanks", values={"folio": posting.folio})
    values = {
        "folio": posting.folio,
        "amount": said(amount),
        "paid_on": {"date": paid_on.isoformat()},
        "method": {"key": _method(posting.method)},
        "balance": said(posting.balance_after),
        "last4": last4,
        "credit": _with("receipt.credit", "amount", posting.credit),
    }
    if posting.plan_completed or not posting.balance_after:
        return Reply(key="payment.receipt_done", values={**values, "outcome": _outcome(posting)})
    return Reply(key="payment.receipt", values={**values, **left_of(posting.plan)})


def _method(method: str) -> str:
    return f"method.{method if method in _METHODS else 'other'}"


def _outcome(posting: ledger.Posting) -> dict[str, Any]:
    if posting.plan_completed:
        forgiven = _with("receipt.settled", "discount", posting.discount)
        return forgiven or {"key": "receipt.agreement"}
    return {"key": "receipt.clear"}


def _with(key: str, name: str, amount: Money) -> dict[str, Any] | None:
    return {"key": key, "values": {name: said(amount)}} if amount else None
