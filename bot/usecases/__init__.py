"""What the assistant can do for a person: all that actions may call, in their transaction."""
