"""Refunds: given at once, or pending until the bank has done or refused them."""

from __future__ import annotations

from typing import Final

from bot.sandbox.stripe import money_back
from bot.sandbox.stripe.objects import Resource
from bot.sandbox.stripe.refusals import Refusal
from bot.sandbox.stripe.shelf import Shelf

_UNDONE: Final = ("failed", "canceled")


class Refunds(Shelf):
    """Money goes back by the way it came; cash cannot."""

    def refund(
        self, intent_id: str, amount: int | None = None, *, status: str = "succeeded"
    ) -> Resource:
        """Give money back (all that is left without `amount`); Refusal beyond what is left.

        `status` may be `pending` or `requires_action`: then settle, fail or cancel it.
        """
        charge = self._charge_of(intent_id)
        _check_refundable(charge)
        left = charge["amount"] - charge["amount_refunded"]
        amount = left if amount is None else amount
        _check_left(amount, left)
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        refund = money_back.refund(charge, amount=amount, created=self._now(), status=status)
        self._keep(refund)
        self._emit("refund.created", refund)
        self._emit("charge.refunded", charge)
        return refund

    def settle_refund(self, refund_id: str) -> Resource:
        """The bank has done it."""
        refund = self._unsettled(refund_id)
        refund["status"] = "succeeded"
        self._emit("refund.updated", refund)
        return refund

    def fail_refund(self, refund_id: str) -> Resource:
        """The bank could not give the money back: the refund is undone and may be tried again."""
        refund = self.find(refund_id, "refund")
        if refund["status"] in _UNDONE:
            raise Refusal(400, "This refund has failed already.")
        refund["failure_reason"] = "lost_or_stolen_card"
        self._undo(refund, "failed")
        self._emit("refund.failed", refund)
        return refund

    def cancel_refund(self, refund_id: str) -> Resource:
        """A refund that had not left is called back."""
        refund = self._unsettled(refund_id)
        self._undo(refund, "canceled")
        self._emit("refund.updated", refund)
        return refund

    def _unsettled(self, refund_id: str) -> Resource:
        refund = self.find(refund_id, "refund")
        if refund["status"] not in ("pending", "requires_action"):
            raise Refusal(400, "This refund is over.")
        return refund

    def _undo(self, refund: Resource, status: str) -> None:
        charge = self._resources[refund["charge"]]
        charge["amount_refunded"] -= refund["amount"]
        charge["refunded"] = False
        refund["status"] = status

    def _charge_of(self, intent_id: str) -> Resource:
        intent = self.find(intent_id, "payment_intent")
        if intent["status"] != "succeeded":
            raise Refusal(400, "This PaymentIntent does not have a successful charge.")
        return self._resources[intent["latest_charge"]]


def _check_refundable(charge: Resource) -> None:
    if charge["disputed"]:
        message = "This charge has been charged back."
        raise Refusal(400, message, code="charge_disputed")
    if charge["payment_method_details"]["type"] == "oxxo":
        message = "Payments made with OXXO cannot be refunded."
        raise Refusal(400, message, code="charge_not_refundable")
    if charge["refunded"]:
        message = "This charge has been refunded already."
        raise Refusal(400, message, code="charge_already_refunded")


def _check_left(amount: int, left: int) -> None:
    if not 0 < amount <= left:
        message = "Refund amount is greater than unrefunded amount on charge"
        raise Refusal(400, message, param="amount")
