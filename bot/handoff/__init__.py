"""Handing a chat to people and back: the desk in Telegram, relays, cards and answer times."""
