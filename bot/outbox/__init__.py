"""The only way out: the guard at `Outbox.enqueue`, the sender, and what became of each message."""
