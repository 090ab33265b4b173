"""One test account at Stripe: everything people, stores and banks can do with it."""

from __future__ import annotations

from bot.sandbox.stripe.disputes import Disputes
from bot.sandbox.stripe.refusals import Refusal
from bot.sandbox.stripe.transfers import Transfers
from bot.sandbox.stripe.vouchers import Vouchers

__all__ = ["Refusal", "World"]


class World(Vouchers, Transfers, Disputes):
    """Each part is an idea of its own; tests and the pay page drive them here by their verbs."""
