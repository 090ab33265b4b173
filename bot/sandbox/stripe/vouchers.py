"""OXXO: a voucher is printed, paid in cash at a store, heard of a day later, or it expires."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.kernel.clock import Clock
from bot.sandbox.stripe import objects
from bot.sandbox.stripe.objects import Resource
from bot.sandbox.stripe.payments import Payments
from bot.sandbox.stripe.refusals import Refusal

_ZONE: Final = ZoneInfo("America/Mexico_City")
_LAST_MINUTE: Final = time(23, 59)
_USUAL_DAYS: Final = 5
_EXPIRED: Final = "payment_intent_payment_attempt_expired"


class Vouchers(Payments):
    """A printed voucher cannot be revoked: it is paid or it expires."""

    def __init__(
        self, clock: Clock, public_url: str, on_event: Callable[[Resource], None]
    ) -> None:
        super().__init__(clock, public_url, on_event)
        self._cash_given: set[str] = set()

    def print_voucher(self, session_id: str) -> Resource:
        """A person chooses OXXO and leaves with a voucher: its PaymentIntent."""
        session = self._open_session(session_id, "oxxo")
        options = self._asked[session_id].get("payment_method_options", {}).get("oxxo", {})
        until = self._last_minute(options.get("expires_after_days", _USUAL_DAYS))
        intent = self._intent_of(session)
        action = objects.voucher(intent["id"], expires_after=until, public_url=self._public_url)
        return self._wait(intent, action, until=until)

    def pay_voucher(self, intent_id: str) -> Resource:
        """Cash at the store, and Stripe hears of it at once; Refusal once it has expired."""
        self.give_cash(intent_id)
        return self.confirm_cash(intent_id)

    def give_cash(self, intent_id: str) -> Resource:
        """Cash at the store, of which Stripe has not heard yet: from now on nothing expires."""
        intent = self.find(intent_id, "payment_intent")
        action = intent["next_action"] or {}
        if "oxxo_display_details" not in action or intent_id in self._cash_given:
            raise Refusal(400, "The store does not take this voucher: paid, or expired.")
        self._cash_given.add(intent_id)
        return intent

    def confirm_cash(self, intent_id: str) -> Resource:
        """The store's word for cash that was given reaches Stripe, the next business day."""
        if intent_id not in self._cash_given:
            raise Refusal(400, "No cash was given for this voucher.")
        intent = self.find(intent_id, "payment_intent")
        self._cash_given.remove(intent_id)
        return self._succeed(intent, "oxxo")

    def _end(self, resource: Resource) -> None:
        super()._end(resource)
        is_waiting = resource["object"] == "payment_intent" and resource["next_action"]
        if is_waiting and resource["id"] not in self._cash_given:
            self._fail(resource, _EXPIRED, method="oxxo")

    def _last_minute(self, days: int) -> int:
        today = datetime.fromtimestamp(self._now(), UTC).astimezone(_ZONE).date()
        last = datetime.combine(today + timedelta(days=days), _LAST_MINUTE, _ZONE)
        return int(last.timestamp())
