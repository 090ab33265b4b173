"""Stripe's resources as plain JSON: the fields the bot reads, and those a reader looks for.

A contract test holds every field name against the pinned SDK's resource classes.
"""

from __future__ import annotations

import copy
import secrets
from collections.abc import Mapping
from typing import Any, Final

type Resource = dict[str, Any]

# What a session repeats from the request that made it.
_AS_ASKED: Final = (
    "cancel_url",
    "client_reference_id",
    "expires_at",
    "locale",
    "mode",
    "success_url",
    "ui_mode",
)
_DETAILS: Final[Mapping[str, Resource]] = {"card": {"brand": "visa", "last4": "4242"}}


def new_id(prefix: str) -> str:
    """An identifier of Stripe's look, such as `pi_3f…`."""
    return f"{prefix}_{secrets.token_hex(12)}"


def checkout_session(
    params: Mapping[str, Any], *, total: int, currency: str, created: int, public_url: str
) -> Resource:
    """An open Checkout Session made from checked `params`."""
    session_id = new_id("cs_test")
    return {
        "id": session_id,
        "object": "checkout.session",
        "amount_subtotal": total,
        "amount_total": total,
        "created": created,
        "currency": currency,
        "customer": params.get("customer"),
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "payment_intent": None,
        "payment_method_types": params.get("allowed_payment_method_types", ["card"]),
        "payment_status": "unpaid",
        "status": "open",
        "url": f"{public_url}/c/pay/{session_id}",
        **{name: params.get(name) for name in _AS_ASKED},
    }


def payment_intent(session: Resource, intent_data: Mapping[str, Any], *, created: int) -> Resource:
    """The PaymentIntent that paying `session` begins, not yet succeeded."""
    return {
        "id": new_id("pi"),
        "object": "payment_intent",
        "amount": session["amount_total"],
        "amount_received": 0,
        "created": created,
        "currency": session["currency"],
        "canceled_at": None,
        "cancellation_reason": None,
        "customer": session["customer"],
        "description": intent_data.get("description"),
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": dict(intent_data.get("metadata", {})),
        "next_action": None,
        "payment_method_types": session["payment_method_types"],
        "status": "requires_payment_method",
    }


def charge(intent: Resource, *, created: int, status: str, method: str = "card") -> Resource:
    """A charge of `intent`; `status` is `succeeded` or `failed`, `method` Stripe's word."""
    is_paid = status == "succeeded"
    return {
        "id": new_id("ch"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": intent["amount"] if is_paid else 0,
        "amount_refunded": 0,
        "captured": is_paid,
        "created": created,
        "currency": intent["currency"],
        "customer": intent["customer"],
        "disputed": False,
        "livemode": False,
        "metadata": dict(intent["metadata"]),
        "paid": is_paid,
        "payment_intent": intent["id"],
        "payment_method_details": {"type": method, method: dict(_DETAILS.get(method, {}))},
        "refunded": False,
        "status": status,
    }


def voucher(intent_id: str, *, expires_after: int, public_url: str) -> Resource:
    """The next action of a PaymentIntent that waits for cash at an OXXO store."""
    details = {
        "expires_after": expires_after,
        "hosted_voucher_url": f"{public_url}/voucher/{intent_id}",
        "number": str(secrets.randbelow(10**30)).zfill(30),
    }
    return {"type": "oxxo_display_details", "oxxo_display_details": details}


def bank_transfer(intent: Resource, *, clabe: str, public_url: str) -> Resource:
    """The next action of a PaymentIntent that waits for a SPEI transfer to `clabe`."""
    spei = {"clabe": clabe, "bank_code": clabe[:3], "bank_name": "CITI MEXICO"}
    details = {
        "amount_remaining": intent["amount"],
        "currency": intent["currency"],
        "financial_addresses": [
            {"type": "spei", "supported_networks": ["spei"], "spei": spei},
        ],
        "hosted_instructions_url": f"{public_url}/transfer/{intent['id']}",
        "reference": secrets.token_hex(6).upper(),
        "type": "mx_bank_transfer",
    }
    return {
        "type": "display_bank_transfer_instructions",
        "display_bank_transfer_instructions": details,
    }


def payment_error(code: str, message: str, *, method: str) -> Resource:
    """Why the last try to pay a PaymentIntent failed."""
    kind = "card_error" if method == "card" else "invalid_request_error"
    return {"type": kind, "code": code, "message": message, "payment_method_type": method}


def customer(params: Mapping[str, Any], *, created: int) -> Resource:
    """A Customer made from checked `params`."""
    return {
        "id": new_id("cus"),
        "object": "customer",
        "created": created,
        "email": params.get("email"),
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "name": params.get("name"),
        "phone": params.get("phone"),
    }


def cash_balance(customer_id: str, available: Mapping[str, int]) -> Resource:
    """What a Customer transferred and no payment has used yet, by currency."""
    return {
        "object": "cash_balance",
        "available": dict(available) or None,
        "customer": customer_id,
        "livemode": False,
        "settings": {"reconciliation_mode": "automatic", "using_merchant_default": True},
    }


def event(type_: str, resource: Resource, *, created: int, api_version: str) -> Resource:
    """The notice that something happened to `resource`, as it is at this moment."""
    return {
        "id": new_id("evt"),
        "object": "event",
        "api_version": api_version,
        "created": created,
        "data": {"object": copy.deepcopy(resource)},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": type_,
    }
