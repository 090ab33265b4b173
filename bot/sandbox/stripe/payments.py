"""PaymentIntents: paid by card, declined, processing, cancelled; what every method ends in."""

from __future__ import annotations

from typing import Final

from bot.sandbox.stripe import objects
from bot.sandbox.stripe.objects import Resource
from bot.sandbox.stripe.refusals import Refusal
from bot.sandbox.stripe.sessions import Sessions

_OVER: Final = ("succeeded", "canceled")
_DECLINED: Final = "Your card was declined."


class Payments(Sessions):
    """What people with cards do, and what banks answer."""

    # Stripe documents that it cancels no payment of a Checkout Session that went on to waiting;
    # as it is hard to know for every case, tests may look at both.
    may_cancel_payments: bool = False

    def pay(self, session_id: str) -> Resource:
        """A person pays with a good card; Refusal when the session is no longer open."""
        return self._succeed(self._intent_of(self._open_session(session_id, "card")), "card")

    def decline(self, session_id: str) -> Resource:
        """A person's card is refused; the session stays open for another try."""
        intent = self._intent_of(self._open_session(session_id, "card"))
        failed = self._keep(objects.charge(intent, created=self._now(), status="failed"))
        intent |= {
            "latest_charge": failed["id"],
            "last_payment_error": objects.payment_error("card_declined", _DECLINED, method="card"),
        }
        self._emit("charge.failed", failed)
        self._emit("payment_intent.payment_failed", intent)
        return intent

    def process(self, session_id: str) -> Resource:
        """A person pays, and the bank takes its time: then `settle` or `fail_payment`."""
        session = self._open_session(session_id, "card")
        intent = self._intent_of(session)
        intent["status"] = "processing"
        self._emit("payment_intent.processing", intent)
        self._complete(session)
        return intent

    def settle(self, intent_id: str) -> Resource:
        """The bank says yes to a payment it was processing."""
        return self._succeed(self._in_process(intent_id), "card")

    def fail_payment(self, intent_id: str) -> Resource:
        """The bank says no to a payment it was processing."""
        return self._fail(self._in_process(intent_id), "card_declined", method="card")

    def cancel_payment(self, intent_id: str) -> Resource:
        """Ask for a PaymentIntent to be cancelled; raises Refusal when Stripe would not."""
        intent = self.find(intent_id, "payment_intent")
        if intent["status"] in _OVER:
            message = f"You cannot cancel a PaymentIntent with a status of {intent['status']}."
            raise Refusal(400, message, code="payment_intent_unexpected_state")
        if _is_voucher(intent) or not self.may_cancel_payments:
            message = "You cannot cancel the PaymentIntent of a Checkout Session: expire that."
            raise Refusal(400, message)
        self._cancel(intent, reason=None)
        return intent

    def _in_process(self, intent_id: str) -> Resource:
        intent = self.find(intent_id, "payment_intent")
        if intent["status"] != "processing":
            raise Refusal(400, "This PaymentIntent is not being processed.")
        return intent

    def _wait(self, intent: Resource, action: Resource, *, until: int | None = None) -> Resource:
        """The person is told how to pay and has left Stripe's page."""
        intent |= {"status": "requires_action", "next_action": action}
        self._keep(intent, until=until)
        self._emit("payment_intent.requires_action", intent)
        self._complete(self._session_of(intent))
        return intent

    def _complete(self, session: Resource) -> None:
        session |= {"status": "complete", "url": None}
        self._emit("checkout.session.completed", session)

    def _succeed(self, intent: Resource, method: str) -> Resource:
        now = self._now()
        paid = objects.charge(intent, created=now, status="succeeded", method=method)
        self._keep(paid)
        intent |= {
            "status": "succeeded",
            "amount_received": intent["amount"],
            "latest_charge": paid["id"],
            "next_action": None,
        }
        session = self._session_of(intent)
        session["payment_status"] = "paid"
        self._emit("charge.succeeded", paid)
        self._emit("payment_intent.succeeded", intent)
        if session["status"] == "open":
            self._complete(session)
        else:
            self._emit("checkout.session.async_payment_succeeded", session)
        return intent

    def _fail(self, intent: Resource, code: str, *, method: str) -> Resource:
        intent |= {
            "status": "requires_payment_method",
            "last_payment_error": objects.payment_error(code, code, method=method),
            "next_action": None,
        }
        self._emit("payment_intent.payment_failed", intent)
        self._emit("checkout.session.async_payment_failed", self._session_of(intent))
        return intent


def _is_voucher(intent: Resource) -> bool:
    action = intent["next_action"] or {}
    return bool(action.get("type") == "oxxo_display_details")
