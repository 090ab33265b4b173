"""Talking with the dialogue engine: its client, and what its replies mean."""
