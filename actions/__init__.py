"""Rasa's custom actions: each reads the tracker, calls one use case, and says what came of it."""
