"""Which notices people were given; how much a queued message discloses, and of whom."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """Rows queued before this count as disclosing what their key does, of nobody in particular."""
    op.add_column("outbox", sa.Column("level", sa.Integer))
    op.add_column("outbox", sa.Column("customer_id", sa.Text, sa.ForeignKey("customers.id")))
    op.create_table(
        "notices_given",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("contact_id", sa.Text, sa.ForeignKey("contacts.id"), nullable=False),
        sa.Column("customer_id", sa.Text, sa.ForeignKey("customers.id"), nullable=False),
        sa.Column("account_id", sa.Text, sa.ForeignKey("accounts.id")),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("session", MOMENT),
        sa.Column("at", MOMENT, nullable=False),
        # Written just before the message, in the same transaction.
        sa.Column(
            "outbox_id",
            sa.Text,
            sa.ForeignKey("outbox.id", deferrable=True, initially="DEFERRED"),
            nullable=False,
        ),
        sa.UniqueConstraint(
            "contact_id",
            "customer_id",
            "kind",
            "account_id",
            "session",
            name="uq_notices_given",
            postgresql_nulls_not_distinct=True,
        ),
    )
