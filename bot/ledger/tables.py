"""Tables of the ledger; their shapes are migrations 0003, 0004, 0009 and 0012 to 0015."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP

from bot.storage.database import metadata

_MOMENT = TIMESTAMP(timezone=True)

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("customer_id", sa.Text, nullable=False),
    sa.Column("product", sa.Text, nullable=False),
    sa.Column("last4", sa.Text, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("creditor", sa.Text, nullable=False),
    sa.Column("flags", ARRAY(sa.Text), nullable=False),
    sa.Column("broken_promises", sa.Integer, nullable=False),
    sa.Column("declared_minor", sa.BigInteger),
    sa.Column("declared_days_past_due", sa.Integer),
    sa.Column("doubt", sa.Text),
    sa.Column("told_until", _MOMENT),
)

transactions = sa.Table(
    "transactions",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("seq", sa.BigInteger, sa.Identity(), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("account_id", sa.Text),
    sa.Column("idempotency_key", sa.Text, nullable=False),
    sa.Column("input_hash", sa.Text, nullable=False),
    sa.Column("folio", sa.Text),
    sa.Column("occurred_on", sa.Date, nullable=False),
    sa.Column("posted_at", _MOMENT, nullable=False),
    sa.Column("memo", sa.Text, nullable=False),
    sa.Column("entry_count", sa.Integer, nullable=False),
    sa.Column("reverses", sa.Text),
    sa.Column("refunds", sa.Text),
)

entries = sa.Table(
    "entries",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("transaction_id", sa.Text, nullable=False),
    sa.Column("no", sa.SmallInteger, nullable=False),
    sa.Column("entry_count", sa.Integer, nullable=False),
    sa.Column("account_id", sa.Text),
    sa.Column("book", sa.Text, nullable=False),
    sa.Column("component", sa.Text),
    sa.Column("charge_id", sa.Text),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
)

charges = sa.Table(
    "charges",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("account_id", sa.Text, nullable=False),
    sa.Column("component", sa.Text, nullable=False),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("transaction_id", sa.Text, nullable=False),
    sa.Column("origin", sa.Text, nullable=False, server_default="file"),
)

accruals = sa.Table(
    "accruals",
    metadata,
    sa.Column("account_id", sa.Text, primary_key=True),
    sa.Column("late_interest_pct", sa.Numeric, nullable=False),
    sa.Column("day_count", sa.Integer, nullable=False),
    sa.Column("tax_pct", sa.Numeric, nullable=False),
    sa.Column("late_fee_minor", sa.BigInteger),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("grace_days", sa.Integer, nullable=False),
    sa.Column("wait_days", sa.Integer, nullable=False),
    sa.Column("accrued_through", sa.Date, nullable=False),
    sa.Column("carried_interest", sa.BigInteger, nullable=False),
    sa.Column("carried_tax", sa.BigInteger, nullable=False),
)

unapplied_receipts = sa.Table(
    "unapplied_receipts",
    metadata,
    sa.Column("transaction_id", sa.Text, primary_key=True),
    sa.Column("received_at", _MOMENT, nullable=False),
    sa.Column("method", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("claimed_account", sa.Text),
)

plans = sa.Table(
    "plans",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("folio", sa.Text, nullable=False),
    sa.Column("account_id", sa.Text, nullable=False),
    sa.Column("contact_id", sa.Text, nullable=False),
    sa.Column("offer_id", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("terms", JSONB, nullable=False),
    sa.Column("policy", sa.Text, nullable=False),
    sa.Column("policy_version", sa.Integer, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("why", JSONB, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("accepted_at", _MOMENT, nullable=False),
    sa.Column("accepted_wamid", sa.Text, nullable=False),
    sa.Column("told_at", _MOMENT),
)

installments = sa.Table(
    "installments",
    metadata,
    sa.Column("plan_id", sa.Text, primary_key=True),
    sa.Column("no", sa.Integer, primary_key=True),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("paid_minor", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("paid_transaction_id", sa.Text),
)

installment_payments = sa.Table(
    "installment_payments",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("plan_id", sa.Text, nullable=False),
    sa.Column("no", sa.Integer, nullable=False),
    sa.Column("transaction_id", sa.Text, nullable=False),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("posted_at", _MOMENT, nullable=False),
)

policy_versions = sa.Table(
    "policy_versions",
    metadata,
    sa.Column("policy", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("recorded_at", _MOMENT, nullable=False),
)

promises = sa.Table(
    "promises",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("folio", sa.Text, nullable=False),
    sa.Column("account_id", sa.Text, nullable=False),
    sa.Column("contact_id", sa.Text, nullable=False),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("grace_days", sa.Integer, nullable=False),
    sa.Column("tolerance_pct", sa.Numeric, nullable=False),
    sa.Column("policy", sa.Text, nullable=False),
    sa.Column("policy_version", sa.Integer, nullable=False),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("why", JSONB, nullable=False),
    sa.Column("made_at", _MOMENT, nullable=False),
    sa.Column("made_wamid", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("wants_reminder", sa.Boolean),
    sa.Column("told_at", _MOMENT),
)
