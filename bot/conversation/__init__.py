"""One message from the inbox to its replies. Read turn.py first."""
