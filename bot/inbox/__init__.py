"""What people sent, kept before it is answered: rows, and what could not be handled."""
