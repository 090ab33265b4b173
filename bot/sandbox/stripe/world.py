"""What the stand-in remembers, and the rules of sessions, payments, refunds and disputes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import stripe

from bot.kernel.clock import Clock
from bot.sandbox.stripe import objects
from bot.sandbox.stripe.objects import Resource

# Smallest totals Stripe takes, in minor units; COP's is our reading of "must convert to 0.50 USD".
MINIMUM_TOTAL: Final = {"mxn": 1_000, "usd": 50, "cop": 200_000}
_SHORTEST_SESSION_S: Final = 30 * 60
_LONGEST_SESSION_S: Final = 24 * 60 * 60
_CLOCK_SLACK_S: Final = 5


class Refusal(Exception):
    """An API error in Stripe's own shape."""

    def __init__(
        self, status: int, message: str, *, code: str | None = None, param: str | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.param = param


class World:
    """One test account at Stripe; `on_event` is told of every event as it happens."""

    def __init__(
        self, clock: Clock, public_url: str, on_event: Callable[[Resource], None]
    ) -> None:
        self._clock = clock
        self._public_url = public_url
        self._on_event = on_event
        self._resources: dict[str, Resource] = {}
        self._intent_data: dict[str, Mapping[str, Any]] = {}
        self.events: list[Resource] = []

    def find(self, resource_id: str) -> Resource:
        """The resource as it is now; raises a 404 Refusal for an unknown id."""
        self._expire_due()
        if resource_id not in self._resources:
            raise Refusal(
                404, f"No such object: '{resource_id}'", code="resource_missing", param="id"
            )
        return self._resources[resource_id]

    def all_of(self, kind: str) -> list[Resource]:
        """Every resource whose `object` is `kind`, oldest first."""
        self._expire_due()
        return [each for each in self._resources.values() if each["object"] == kind]

    def create_customer(self, params: Mapping[str, Any]) -> Resource:
        """Make a Customer."""
        return self._keep(objects.customer(params, created=self._now()))

    def create_session(self, params: Mapping[str, Any]) -> Resource:
        """Open a Checkout Session; Refusal for what Stripe would refuse beyond mere shape."""
        _require(params, "success_url")
        _require(params, "line_items")
        if params.get("mode") != "payment":
            raise Refusal(400, "This stand-in takes one-time payments only", param="mode")
        currency, total = _total(params["line_items"])
        now = self._now()
        expires_at = params.get("expires_at", now + _LONGEST_SESSION_S)
        _check_expiry(expires_at, now)
        session = objects.checkout_session(
            {**params, "expires_at": expires_at},
            total=total,
            currency=currency,
            created=now,
            public_url=self._public_url,
        )
        self._intent_data[session["id"]] = params.get("payment_intent_data", {})
        return self._keep(session)

    def expire_session(self, session_id: str) -> Resource:
        """Close an open session for good; raises Refusal when it is not open."""
        session = self.find(session_id)
        if session["status"] != "open":
            raise Refusal(400, "Only Checkout Sessions with a status in ['open'] can be expired.")
        self._expire(session)
        return session

    def pay(self, session_id: str) -> Resource:
        """A person pays with a good card; Refusal when the session is no longer open."""
        session = self._open_session(session_id)
        intent = self._intent_of(session)
        paid = self._keep(objects.charge(intent, created=self._now(), status="succeeded"))
        intent |= {
            "status": "succeeded",
            "amount_received": intent["amount"],
            "latest_charge": paid["id"],
        }
        session |= {"status": "complete", "payment_status": "paid", "url": None}
        self._emit("charge.succeeded", paid)
        self._emit("payment_intent.succeeded", intent)
        self._emit("checkout.session.completed", session)
        return intent

    def decline(self, session_id: str) -> Resource:
        """A person's card is refused; the session stays open for another try."""
        intent = self._intent_of(self._open_session(session_id))
        failed = self._keep(objects.charge(intent, created=self._now(), status="failed"))
        intent["latest_charge"] = failed["id"]
        self._emit("charge.failed", failed)
        self._emit("payment_intent.payment_failed", intent)
        return intent

    def refund(self, intent_id: str, amount: int | None = None) -> Resource:
        """Give money back; raises Refusal beyond what is left of the charge."""
        charge = self._charge_of(intent_id)
        if charge["disputed"]:
            message = "This charge has been charged back."
            raise Refusal(400, message, code="charge_disputed")
        left = charge["amount"] - charge["amount_refunded"]
        amount = left if amount is None else amount
        if not 0 < amount <= left:
            raise Refusal(
                400, "Refund amount is greater than unrefunded amount on charge", param="amount"
            )
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        refund = self._keep(objects.refund(charge, amount=amount, created=self._now()))
        self._emit("refund.created", refund)
        self._emit("charge.refunded", charge)
        return refund

    def fail_refund(self, refund_id: str) -> Resource:
        """The bank could not give the money back: the refund is undone and may be tried again."""
        refund = self.find(refund_id)
        if refund["status"] == "failed":
            raise Refusal(400, "This refund has failed already.")
        charge = self.find(refund["charge"])
        charge["amount_refunded"] -= refund["amount"]
        charge["refunded"] = False
        refund["status"] = "failed"
        self._emit("refund.failed", refund)
        return refund

    def dispute(self, intent_id: str) -> Resource:
        """The cardholder disputes the charge: Stripe takes the money back at once."""
        charge = self._charge_of(intent_id)
        if charge["disputed"]:
            raise Refusal(400, "This charge is disputed already.")
        charge["disputed"] = True
        dispute = self._keep(objects.dispute(charge, created=self._now()))
        self._emit("charge.dispute.created", dispute)
        self._emit("charge.dispute.funds_withdrawn", dispute)
        return dispute

    def win_dispute(self, dispute_id: str) -> Resource:
        """The bank sides with us: the money returns."""
        dispute = self.find(dispute_id)
        if dispute["status"] == "won":
            raise Refusal(400, "This dispute is closed.")
        charge = self.find(dispute["charge"])
        dispute["status"] = "won"
        dispute["balance_transactions"].append(
            objects.dispute_movement(dispute_id, charge, dispute["amount"], self._now())
        )
        self._emit("charge.dispute.closed", dispute)
        self._emit("charge.dispute.funds_reinstated", dispute)
        return dispute

    def _open_session(self, session_id: str) -> Resource:
        session = self.find(session_id)
        if session["status"] != "open":
            raise Refusal(400, "This Checkout Session is no longer open.")
        return session

    def _intent_of(self, session: Resource) -> Resource:
        if session["payment_intent"] is None:
            data = self._intent_data[session["id"]]
            intent = self._keep(objects.payment_intent(session, data, created=self._now()))
            session["payment_intent"] = intent["id"]
        return self.find(session["payment_intent"])

    def _charge_of(self, intent_id: str) -> Resource:
        intent = self.find(intent_id)
        if intent["status"] != "succeeded":
            raise Refusal(400, "This PaymentIntent does not have a successful charge.")
        return self.find(intent["latest_charge"])

    def _expire_due(self) -> None:
        now = self._now()
        for each in list(self._resources.values()):
            if each.get("status") == "open" and each["expires_at"] <= now:
                self._expire(each)

    def _expire(self, session: Resource) -> None:
        session |= {"status": "expired", "url": None}
        self._emit("checkout.session.expired", session)

    def _keep(self, resource: Resource) -> Resource:
        self._resources[resource["id"]] = resource
        return resource

    def _emit(self, type_: str, resource: Resource) -> None:
        event = objects.event(type_, resource, created=self._now(), api_version=stripe.api_version)
        self.events.append(event)
        self._on_event(event)

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


def _require(params: Mapping[str, Any], name: str) -> None:
    if not params.get(name):
        raise Refusal(400, f"Missing required param: {name}.", param=name)


def _total(line_items: list[Mapping[str, Any]]) -> tuple[str, int]:
    prices = [item.get("price_data") for item in line_items]
    currencies = {price["currency"] for price in prices if price}
    if None in prices or len(currencies) != 1:
        raise Refusal(400, "Every line item needs price_data of one currency", param="line_items")
    (currency,) = currencies
    total = sum(item["price_data"]["unit_amount"] * item.get("quantity", 1) for item in line_items)
    if total < MINIMUM_TOTAL.get(currency, 50):
        message = "The Checkout Session's total amount due is below the minimum."
        raise Refusal(400, message, code="amount_too_small")
    return currency, total


def _check_expiry(expires_at: int, now: int) -> None:
    earliest = now + _SHORTEST_SESSION_S - _CLOCK_SLACK_S
    latest = now + _LONGEST_SESSION_S + _CLOCK_SLACK_S
    if not earliest <= expires_at <= latest:
        message = "`expires_at` must be between 30 minutes and 24 hours from creation."
        raise Refusal(400, message, param="expires_at")
