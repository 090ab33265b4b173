"""The console's money pages: what does not add up, money that waits, and accounts' statements."""
