"""What is owed, what was paid and what was agreed: append-only, exact to the cent."""
