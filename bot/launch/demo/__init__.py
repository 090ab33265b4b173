"""`make demo`: two conversations through the whole system, each step checked."""
