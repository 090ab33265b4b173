"""A strict, stateful stand-in for Stripe: the sandbox pays with it, our client is tested on it.

It encodes our reading of Stripe's documentation, not Stripe itself. Request shapes come from the
pinned SDK's own types, so it moves with the pin.
"""

from bot.sandbox.stripe.app import STRIPE, StripeConfig, make_app

__all__ = ["STRIPE", "StripeConfig", "make_app"]
