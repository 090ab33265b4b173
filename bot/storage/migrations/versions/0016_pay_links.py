"""Pay links: what each is for; sessions: their payment, voucher and mode; Stripe's customers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

MOMENT = TIMESTAMP(timezone=True)

# What a link of each kind of agreement was for, before links said so themselves.
PURPOSES = """
    UPDATE pay_links SET purpose = CASE plans.kind
        WHEN 'full' THEN 'everything'
        WHEN 'current' THEN 'overdue'
        WHEN 'settlement' THEN 'settlement'
        ELSE 'installment'
    END
    FROM plans WHERE plans.id = pay_links.plan_id
"""


def upgrade() -> None:
    """Extend the tables of bot.payments."""
    _purposes()
    _payments()
    _customers()
    _mode()


def _purposes() -> None:
    op.add_column("pay_links", sa.Column("purpose", sa.Text))
    op.alter_column("pay_links", "installment_no", nullable=True)
    op.execute(PURPOSES)
    op.execute("UPDATE pay_links SET installment_no = NULL WHERE purpose <> 'installment'")
    op.alter_column("pay_links", "purpose", nullable=False)
    op.create_check_constraint(
        "ck_pay_links_purpose",
        "pay_links",
        "purpose IN ('installment', 'overdue', 'settlement', 'everything')",
    )
    op.create_check_constraint(
        "ck_pay_links_installment",
        "pay_links",
        "(purpose = 'installment') = (installment_no IS NOT NULL)",
    )
    op.drop_index("uq_pay_links_open", "pay_links")
    op.create_index(
        "uq_pay_links_open",
        "pay_links",
        ["plan_id", "purpose", "installment_no"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
        postgresql_nulls_not_distinct=True,
    )


def _payments() -> None:
    op.add_column("pay_sessions", sa.Column("is_live", sa.Boolean))
    op.execute("UPDATE pay_sessions SET is_live = coalesce(stripe_id LIKE 'cs_live_%', false)")
    op.alter_column("pay_sessions", "is_live", nullable=False)
    op.add_column("pay_sessions", sa.Column("payment_id", sa.Text))
    op.add_column("pay_sessions", sa.Column("payment_state", sa.Text))
    op.add_column("pay_sessions", sa.Column("instructions", sa.LargeBinary))
    op.add_column("pay_sessions", sa.Column("paid_minor", sa.BigInteger))
    op.add_column("pay_sessions", sa.Column("paid_at", MOMENT))
    op.create_index(
        "uq_pay_sessions_payment_id",
        "pay_sessions",
        ["payment_id"],
        unique=True,
        postgresql_where=sa.text("payment_id IS NOT NULL"),
    )


def _customers() -> None:
    op.create_table(
        "pay_customers",
        sa.Column("plan_id", sa.Text, sa.ForeignKey("plans.id"), primary_key=True),
        sa.Column("stripe_id", sa.Text, nullable=False, unique=True),
    )


def _mode() -> None:
    """One row, once payments have begun: whether this database holds live or test payments."""
    op.create_table(
        "pay_mode",
        sa.Column("is_only", sa.Boolean, primary_key=True),
        sa.Column("is_live", sa.Boolean, nullable=False),
        sa.CheckConstraint("is_only", name="ck_pay_mode_is_only"),
    )
