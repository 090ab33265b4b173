"""Paying by card: our own pay link, Stripe's Checkout behind it, and money posted exactly once."""
