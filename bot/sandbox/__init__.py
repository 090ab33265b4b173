"""Local stand-ins for Meta, Stripe and Telegram, strict and in memory, and the phone page."""
