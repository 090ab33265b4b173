"""Reconciliation: Stripe, our links and sessions, and the ledger held against each other."""
