"""Strict local stand-ins for Meta, Stripe and Telegram; they reach the bot only over HTTP, as vendors do."""
