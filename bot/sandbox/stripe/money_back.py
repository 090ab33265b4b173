"""What goes back, as plain JSON: refunds, disputes and their movements."""

from __future__ import annotations

from bot.sandbox.stripe.objects import Resource, new_id


def refund(charge: Resource, *, amount: int, created: int, status: str) -> Resource:
    """A refund of part or all of `charge`."""
    return {
        "id": new_id("re"),
        "object": "refund",
        "amount": amount,
        "charge": charge["id"],
        "created": created,
        "currency": charge["currency"],
        "failure_reason": None,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "reason": None,
        "status": status,
    }


def dispute(charge: Resource, *, created: int, status: str) -> Resource:
    """A dispute of all of `charge`, whose money has not moved yet."""
    return {
        "id": new_id("du"),
        "object": "dispute",
        "amount": charge["amount"],
        "balance_transactions": [],
        "charge": charge["id"],
        "created": created,
        "currency": charge["currency"],
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "reason": "fraudulent",
        "status": status,
    }


def dispute_movement(dispute_: Resource, amount: int, created: int) -> Resource:
    """The balance transaction that withdraws (negative) or reinstates disputed money."""
    return {
        "id": new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "created": created,
        "currency": dispute_["currency"],
        "source": dispute_["id"],
        "type": "adjustment",
    }
