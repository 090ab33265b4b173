"""Payments: pay links, Checkout sessions, and Stripe's events."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """Create the tables of bot.payments."""
    _links()
    _sessions()
    _events()


def _links() -> None:
    op.create_table(
        "pay_links",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("token_hash", sa.Text, nullable=False, unique=True),
        sa.Column("plan_id", sa.Text, sa.ForeignKey("plans.id"), nullable=False),
        sa.Column("installment_no", sa.Integer, nullable=False),
        sa.Column("account_id", sa.Text, sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("contact_id", sa.Text, sa.ForeignKey("contacts.id"), nullable=False),
        sa.Column("amount_minor", sa.BigInteger, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("amount_minor > 0", name="ck_pay_links_amount"),
        sa.CheckConstraint("state IN ('open', 'paid', 'revoked')", name="ck_pay_links_state"),
    )
    op.create_index(
        "uq_pay_links_open",
        "pay_links",
        ["plan_id", "installment_no"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_pay_links_account_id", "pay_links", ["account_id"])


def _sessions() -> None:
    op.create_table(
        "pay_sessions",
        sa.Column("link_id", sa.Text, sa.ForeignKey("pay_links.id"), primary_key=True),
        sa.Column("generation", sa.Integer, primary_key=True),
        sa.Column("amount_minor", sa.BigInteger, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("request", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("stripe_id", sa.Text, unique=True),
        sa.Column("url", sa.Text),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("amount_minor > 0", name="ck_pay_sessions_amount"),
        sa.CheckConstraint(
            "state IN ('creating', 'open', 'complete', 'expired', 'refused')",
            name="ck_pay_sessions_state",
        ),
        sa.CheckConstraint(
            "state <> 'open' OR (stripe_id IS NOT NULL AND url IS NOT NULL)",
            name="ck_pay_sessions_open",
        ),
    )
    op.create_index(
        "ix_pay_sessions_open",
        "pay_sessions",
        ["link_id"],
        postgresql_where=sa.text("state = 'open'"),
    )


def _events() -> None:
    op.create_table(
        "stripe_events",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("object_id", sa.Text),
        sa.Column("vendor_at", MOMENT, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("retry_at", MOMENT, nullable=False),
        sa.Column("last_error", sa.Text),
        sa.CheckConstraint("state IN ('new', 'done', 'dead')", name="ck_stripe_events_state"),
    )
    op.create_index(
        "ix_stripe_events_undone",
        "stripe_events",
        ["retry_at"],
        postgresql_where=sa.text("state = 'new'"),
    )
