"""Disputes: Stripe takes the money at once, and gives it back when the bank sides with us."""

from __future__ import annotations

from typing import Final

from bot.sandbox.stripe import money_back
from bot.sandbox.stripe.objects import Resource
from bot.sandbox.stripe.refunds import Refunds
from bot.sandbox.stripe.refusals import Refusal

_CLOSED: Final = ("won", "lost", "warning_closed")


class Disputes(Refunds):
    """What cardholders dispute and their banks decide."""

    def dispute(self, intent_id: str) -> Resource:
        """The cardholder disputes the charge: Stripe takes the money back at once."""
        dispute = self._open(intent_id, "needs_response")
        self._move(dispute, -dispute["amount"])
        self._emit("charge.dispute.created", dispute)
        self._emit("charge.dispute.funds_withdrawn", dispute)
        return dispute

    def inquire(self, intent_id: str) -> Resource:
        """The cardholder's bank only asks: no money moves."""
        dispute = self._open(intent_id, "warning_needs_response")
        self._emit("charge.dispute.created", dispute)
        return dispute

    def answer_dispute(self, dispute_id: str) -> Resource:
        """We sent our evidence: the bank looks at it."""
        dispute = self._undecided(dispute_id)
        is_inquiry = dispute["status"].startswith("warning_")
        dispute["status"] = "warning_under_review" if is_inquiry else "under_review"
        self._emit("charge.dispute.updated", dispute)
        return dispute

    def win_dispute(self, dispute_id: str) -> Resource:
        """The bank sides with us: what was taken returns."""
        dispute = self._undecided(dispute_id)
        is_inquiry = dispute["status"].startswith("warning_")
        dispute["status"] = "warning_closed" if is_inquiry else "won"
        if is_inquiry:
            self._emit("charge.dispute.closed", dispute)
            return dispute
        self._move(dispute, dispute["amount"])
        self._emit("charge.dispute.closed", dispute)
        self._emit("charge.dispute.funds_reinstated", dispute)
        return dispute

    def lose_dispute(self, dispute_id: str) -> Resource:
        """The bank sides with the cardholder: what was taken stays away."""
        dispute = self._undecided(dispute_id)
        dispute["status"] = "lost"
        self._emit("charge.dispute.closed", dispute)
        return dispute

    def _open(self, intent_id: str, status: str) -> Resource:
        charge = self._charge_of(intent_id)
        is_card = charge["payment_method_details"]["type"] == "card"
        if charge["disputed"] or not is_card:
            raise Refusal(400, "Nobody can dispute this charge: disputed already, or no card.")
        charge["disputed"] = True
        return self._keep(money_back.dispute(charge, created=self._now(), status=status))

    def _move(self, dispute: Resource, amount: int) -> None:
        movement = money_back.dispute_movement(dispute, amount, self._now())
        dispute["balance_transactions"] = [*dispute["balance_transactions"], movement]

    def _undecided(self, dispute_id: str) -> Resource:
        dispute = self.find(dispute_id, "dispute")
        if dispute["status"] in _CLOSED:
            raise Refusal(400, "This dispute is closed.")
        return dispute
