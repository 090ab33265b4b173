"""Customers and Checkout Sessions: made, closed, and closed by time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.kernel.clock import Clock
from bot.sandbox.stripe import objects
from bot.sandbox.stripe.objects import Resource
from bot.sandbox.stripe.refusals import Refusal
from bot.sandbox.stripe.session_rules import LONGEST_SESSION_S, check_session
from bot.sandbox.stripe.shelf import Shelf


class Sessions(Shelf):
    """What is asked for before anybody pays."""

    def __init__(
        self, clock: Clock, public_url: str, on_event: Callable[[Resource], None]
    ) -> None:
        super().__init__(clock, public_url, on_event)
        self._asked: dict[str, Mapping[str, Any]] = {}
        self._session_ids: dict[str, str] = {}

    def create_customer(self, params: Mapping[str, Any]) -> Resource:
        """Make a Customer."""
        return self._keep(objects.customer(params, created=self._now()))

    def create_session(self, params: Mapping[str, Any]) -> Resource:
        """Open a Checkout Session; Refusal for what Stripe would refuse beyond mere shape."""
        now = self._now()
        currency, total = check_session(params, now=now)
        self._check_customer(params.get("customer"))
        expires_at = params.get("expires_at", now + LONGEST_SESSION_S)
        session = objects.checkout_session(
            {**params, "expires_at": expires_at},
            total=total,
            currency=currency,
            created=now,
            public_url=self._public_url,
        )
        self._asked[session["id"]] = params
        return self._keep(session, until=expires_at)

    def expire_session(self, session_id: str) -> Resource:
        """Close an open session for good; raises Refusal when it is not open."""
        session = self.find(session_id, "checkout.session")
        if session["status"] != "open":
            raise Refusal(400, "Only Checkout Sessions with a status in ['open'] can be expired.")
        self._close(session)
        return session

    def _end(self, resource: Resource) -> None:
        super()._end(resource)
        if resource["object"] == "checkout.session" and resource["status"] == "open":
            self._close(resource)

    def _close(self, session: Resource) -> None:
        session |= {"status": "expired", "url": None}
        if session["payment_intent"]:
            self._cancel(self._resources[session["payment_intent"]], reason="automatic")
        self._emit("checkout.session.expired", session)

    def _cancel(self, intent: Resource, *, reason: str | None) -> None:
        intent |= {
            "status": "canceled",
            "canceled_at": self._now(),
            "cancellation_reason": reason,
            "next_action": None,
        }
        self._emit("payment_intent.canceled", intent)

    def _open_session(self, session_id: str, method: str) -> Resource:
        session = self.find(session_id, "checkout.session")
        if session["status"] != "open":
            raise Refusal(400, "This Checkout Session is no longer open.")
        if method not in session["payment_method_types"]:
            raise Refusal(400, f"This Checkout Session does not offer {method}.")
        return session

    def _intent_of(self, session: Resource) -> Resource:
        if session["payment_intent"] is None:
            data = self._asked[session["id"]].get("payment_intent_data", {})
            intent = self._keep(objects.payment_intent(session, data, created=self._now()))
            session["payment_intent"] = intent["id"]
            self._session_ids[intent["id"]] = session["id"]
        return self._resources[session["payment_intent"]]

    def _session_of(self, intent: Resource) -> Resource:
        return self._resources[self._session_ids[intent["id"]]]

    def _check_customer(self, customer_id: str | None) -> None:
        known = self._resources.get(customer_id or "", {})
        if customer_id and known.get("object") != "customer":
            message = f"No such customer: '{customer_id}'"
            raise Refusal(400, message, code="resource_missing", param="customer")
