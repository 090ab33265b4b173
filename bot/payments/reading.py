"""The Stripe SDK's objects read into what we have seen. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import stripe

from bot.kernel.ids import PayLinkId
from bot.kernel.money import Money
from bot.payments.seen import (
    DisputeSeen,
    Instructions,
    Method,
    PaymentSeen,
    RefundSeen,
    SessionSeen,
)

_METHODS: Final[Mapping[str, Method]] = {
    "card": "card",
    "oxxo": "oxxo",
    "customer_balance": "spei",
}


def read_session(found: stripe.checkout.Session) -> SessionSeen:
    """A Checkout Session."""
    metadata = found.metadata.to_dict() if found.metadata else {}
    link_id, generation = metadata.get("pay_link"), metadata.get("generation", "")
    return SessionSeen(
        id=found.id,
        status=found.status or "",
        payment_status=found.payment_status,
        url=found.url,
        payment_id=id_of(found.payment_intent) or None,
        is_live=found.livemode,
        link_id=PayLinkId(link_id) if link_id else None,
        generation=int(generation) if generation.isdecimal() else None,
    )


def read_payment(found: stripe.PaymentIntent) -> PaymentSeen:
    """A PaymentIntent; its charge must have been asked for with `expand`."""
    charge = found.latest_charge if isinstance(found.latest_charge, stripe.Charge) else None
    instructions = _instructions(found)
    return PaymentSeen(
        id=found.id,
        status=found.status,
        amount=_money(found.amount_received, found.currency),
        metadata=found.metadata.to_dict() if found.metadata else {},
        paid_at=_moment(charge.created) if charge else None,
        method=instructions.method if instructions else _method(charge),
        instructions=instructions,
        is_live=found.livemode,
        begun_at=_moment(found.created),
    )


def read_refund(found: stripe.Refund, payment: PaymentSeen) -> RefundSeen:
    """A refund of `payment`."""
    return RefundSeen(
        id=found.id,
        status=found.status or "",
        amount=_money(found.amount, found.currency),
        payment=payment,
    )


def read_dispute(found: stripe.Dispute, payment: PaymentSeen) -> DisputeSeen:
    """A dispute of `payment`."""
    movements = [each.amount for each in found.balance_transactions]
    return DisputeSeen(
        id=found.id,
        status=found.status,
        amount=_money(found.amount, found.currency),
        is_withdrawn=any(amount < 0 for amount in movements),
        is_reinstated=any(amount > 0 for amount in movements),
        payment=payment,
    )


def id_of(reference: Any) -> str:
    """The id of what Stripe gave as an id or as a whole; empty when there is none."""
    return reference if isinstance(reference, str) else getattr(reference, "id", "")


def _instructions(found: stripe.PaymentIntent) -> Instructions | None:
    if found.status != "requires_action" or found.next_action is None:
        return None
    voucher = getattr(found.next_action, "oxxo_display_details", None)
    if voucher is not None:
        return _voucher(found, voucher)
    transfer = getattr(found.next_action, "display_bank_transfer_instructions", None)
    return _transfer(found, transfer) if transfer is not None else None


def _voucher(
    found: stripe.PaymentIntent, voucher: stripe.PaymentIntent.NextAction.OxxoDisplayDetails
) -> Instructions:
    return Instructions(
        method="oxxo",
        url=voucher.hosted_voucher_url,
        expires_at=_moment(voucher.expires_after) if voucher.expires_after else None,
        missing=_money(found.amount, found.currency),
    )


def _transfer(
    found: stripe.PaymentIntent,
    transfer: stripe.PaymentIntent.NextAction.DisplayBankTransferInstructions,
) -> Instructions:
    left = transfer.amount_remaining
    return Instructions(
        method="spei",
        url=transfer.hosted_instructions_url,
        expires_at=None,
        missing=_money(found.amount if left is None else left, found.currency),
    )


def _method(charge: stripe.Charge | None) -> Method:
    details = charge.payment_method_details if charge else None
    return _METHODS.get(details.type, "other") if details else "other"


def _moment(timestamp: int) -> datetime:
    return datetime.fromtimestamp(timestamp, UTC)


def _money(amount_minor: int, currency: str) -> Money:
    return Money(amount_minor, currency.upper())
