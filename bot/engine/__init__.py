"""The dialogue engine: what runs inside Rasa's environment (3.10); imports nothing else of bot."""
