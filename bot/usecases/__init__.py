"""What the assistant can do for a person: all that actions may call. One transaction each, the caller's."""
