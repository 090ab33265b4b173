"""OXXO and SPEI at the stand-in: what a person and their bank do after choosing one of them."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox.stripe.objects import charge
from bot.sandbox.stripe.world import World

Json = dict[str, Any]
_ZONE = ZoneInfo("America/Mexico_City")


def print_voucher(world: World, session_id: str, *, now: datetime, days: int) -> Json:
    """OXXO is chosen and a voucher printed that ends in so many days: its PaymentIntent."""
    last_day = now.astimezone(_ZONE).date() + timedelta(days=days)
    until = datetime.combine(last_day, time(23, 59), _ZONE)
    voucher = {
        "expires_after": int(until.timestamp()),
        "hosted_voucher_url": f"https://stripe.example/voucher/{session_id}",
        "number": "12345678901234",
    }
    return _wait(world, session_id, {"oxxo_display_details": voucher})


def start_transfer(world: World, session_id: str) -> Json:
    """SPEI is chosen and the account number shown: its PaymentIntent."""
    transfer = {
        "amount_remaining": world.find(session_id)["amount_total"],
        "currency": "mxn",
        "hosted_instructions_url": f"https://stripe.example/transfer/{session_id}",
    }
    return _wait(world, session_id, {"display_bank_transfer_instructions": transfer})


def transfer(world: World, intent: Json, amount: int) -> None:
    """So much arrives; nothing is received until it is all there."""
    details = intent["next_action"]["display_bank_transfer_instructions"]
    details["amount_remaining"] -= amount
    if details["amount_remaining"]:
        world._emit("payment_intent.partially_funded", intent)
    else:
        pay(world, intent)


def pay(world: World, intent: Json) -> None:
    """Everything arrived."""
    now = world._now()
    paid = world._keep(charge(intent, created=now, status="succeeded"))
    intent |= {
        "status": "succeeded",
        "amount_received": intent["amount"],
        "latest_charge": paid["id"],
        "next_action": None,
    }
    world._emit("payment_intent.succeeded", intent)


def fail(world: World, intent: Json) -> None:
    """The voucher ended unpaid."""
    intent |= {"status": "requires_payment_method", "next_action": None}
    world._emit("payment_intent.payment_failed", intent)


def _wait(world: World, session_id: str, action: Json) -> Json:
    session = world.find(session_id)
    intent = world._intent_of(session)
    intent |= {"status": "requires_action", "next_action": action}
    session |= {"status": "complete", "payment_status": "unpaid", "url": None}
    world._emit("payment_intent.requires_action", intent)
    world._emit("checkout.session.completed", session)
    return intent
