"""What people sent, kept before it is answered: rows, the doorbell, and what could not be handled."""
