"""The dialogue engine: what runs inside Rasa's environment (Python 3.10), and imports nothing else of bot."""
