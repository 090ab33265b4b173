"""`make demo`: two conversations through the whole system, and whether each step came out right."""
