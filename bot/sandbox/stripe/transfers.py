"""SPEI: money arrives at a Customer's own account number and is spread over what waits there."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from bot.kernel.clock import Clock
from bot.sandbox.stripe import objects
from bot.sandbox.stripe.objects import Resource
from bot.sandbox.stripe.payments import Payments
from bot.sandbox.stripe.refusals import Refusal


class Transfers(Payments):
    """Part of a payment makes it wait for the rest; more than it stays the Customer's cash."""

    def __init__(
        self, clock: Clock, public_url: str, on_event: Callable[[Resource], None]
    ) -> None:
        super().__init__(clock, public_url, on_event)
        self._cash: dict[str, int] = {}
        self._clabes: dict[str, str] = {}

    def start_transfer(self, session_id: str) -> Resource:
        """A person chooses SPEI and leaves with the account number: its PaymentIntent.

        Cash that the Customer has from before is used at once.
        """
        session = self._open_session(session_id, "customer_balance")
        intent = self._intent_of(session)
        clabe = self._clabes.setdefault(session["customer"], _new_clabe())
        action = objects.bank_transfer(intent, clabe=clabe, public_url=self._public_url)
        self._wait(intent, action)
        self._reconcile(session["customer"], intent["id"])
        return intent

    def transfer(self, intent_id: str, amount: int) -> Resource:
        """So much arrives with the reference of this PaymentIntent, whatever became of it."""
        intent = self.find(intent_id, "payment_intent")
        customer_id = intent["customer"]
        if customer_id not in self._clabes or amount < 1:
            raise Refusal(400, "No bank carries this transfer.")
        self._cash[customer_id] = self.cash_of(customer_id) + amount
        self._reconcile(customer_id, intent_id)
        return intent

    def cash_of(self, customer_id: str) -> int:
        """Centavos that a Customer transferred and no payment has used."""
        return self._cash.get(customer_id, 0)

    def cash_balance(self, customer_id: str) -> Resource:
        """The same as Stripe's resource."""
        self.find(customer_id, "customer")
        has_any = customer_id in self._cash
        available = {"mxn": self.cash_of(customer_id)} if has_any else {}
        return objects.cash_balance(customer_id, available)

    def _reconcile(self, customer_id: str, first_id: str) -> None:
        """Stripe's automatic way: what is named first, then the oldest that waits."""
        waiting = [
            each
            for each in self.all_of("payment_intent")
            if each["customer"] == customer_id and _instructions(each)
        ]
        for intent in sorted(waiting, key=lambda each: each["id"] != first_id):
            self._fund(intent)

    def _fund(self, intent: Resource) -> None:
        customer_id, instructions = intent["customer"], _instructions(intent)
        used = min(self.cash_of(customer_id), instructions["amount_remaining"])
        if not used:
            return
        self._cash[customer_id] -= used
        instructions["amount_remaining"] -= used
        if instructions["amount_remaining"]:
            self._emit("payment_intent.partially_funded", intent)
        else:
            self._succeed(intent, "customer_balance")

    def _cancel(self, intent: Resource, *, reason: str | None) -> None:
        instructions, customer_id = _instructions(intent), intent["customer"]
        super()._cancel(intent, reason=reason)
        if instructions:
            funded = intent["amount"] - instructions["amount_remaining"]
            self._cash[customer_id] = self.cash_of(customer_id) + funded
            self._reconcile(customer_id, intent["id"])


def _instructions(intent: Resource) -> Resource:
    """What a PaymentIntent that waits for a transfer tells; empty for any other."""
    found: Resource = (intent["next_action"] or {}).get("display_bank_transfer_instructions", {})
    return found


def _new_clabe() -> str:
    return f"124180{secrets.randbelow(10**12):012}"
