"""Stripe's resources as plain JSON: the fields the bot reads, and those a reader looks for.

A contract test holds every field name against the pinned SDK's resource classes.
"""

from __future__ import annotations

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


def new_id(prefix: str) -> str:
    """An identifier of Stripe's look, such as `pi_3f…`."""
    return f"{prefix}_{secrets.token_hex(12)}"


def customer(params: Mapping[str, Any], *, created: int) -> Resource:
    """A Customer that only stands for something of ours."""
    return {
        "id": new_id("cus"),
        "object": "customer",
        "created": created,
        "livemode": False,
        "metadata": params.get("metadata", {}),
    }


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
        "customer": None,
        "description": intent_data.get("description"),
        "latest_charge": None,
        "livemode": False,
        "metadata": dict(intent_data.get("metadata", {})),
        "payment_method_types": ["card"],
        "status": "requires_payment_method",
    }


def charge(intent: Resource, *, created: int, status: str) -> Resource:
    """A card charge of `intent`; `status` is `succeeded` or `failed`."""
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
        "disputed": False,
        "livemode": False,
        "metadata": dict(intent["metadata"]),
        "paid": is_paid,
        "payment_intent": intent["id"],
        "payment_method_details": {"type": "card", "card": {"brand": "visa", "last4": "4242"}},
        "refunded": False,
        "status": status,
    }


def refund(charge_: Resource, *, amount: int, created: int) -> Resource:
    """A refund of part or all of `charge_`, succeeded at once as card refunds are."""
    return {
        "id": new_id("re"),
        "object": "refund",
        "amount": amount,
        "charge": charge_["id"],
        "created": created,
        "currency": charge_["currency"],
        "metadata": {},
        "payment_intent": charge_["payment_intent"],
        "reason": None,
        "status": "succeeded",
    }


def dispute(charge_: Resource, *, created: int) -> Resource:
    """A dispute of `charge_` whose money Stripe has already taken back."""
    dispute_id = new_id("du")
    withdrawn = dispute_movement(dispute_id, charge_, -charge_["amount"], created)
    return {
        "id": dispute_id,
        "object": "dispute",
        "amount": charge_["amount"],
        "balance_transactions": [withdrawn],
        "charge": charge_["id"],
        "created": created,
        "currency": charge_["currency"],
        "livemode": False,
        "metadata": {},
        "payment_intent": charge_["payment_intent"],
        "reason": "fraudulent",
        "status": "needs_response",
    }


def dispute_movement(dispute_id: str, charge_: Resource, amount: int, created: int) -> Resource:
    """The balance transaction that withdraws (negative) or reinstates disputed money."""
    return {
        "id": new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "created": created,
        "currency": charge_["currency"],
        "source": dispute_id,
        "type": "adjustment",
    }


def event(type_: str, resource: Resource, *, created: int, api_version: str) -> Resource:
    """The notice that something happened to `resource`."""
    return {
        "id": new_id("evt"),
        "object": "event",
        "api_version": api_version,
        "created": created,
        "data": {"object": dict(resource)},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": type_,
    }
