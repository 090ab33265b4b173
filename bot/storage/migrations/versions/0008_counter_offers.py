"""What people ask for beside what is offered, and what came of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of counter-offers."""
    op.create_table(
        "counter_offers",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("contact_id", sa.Text, sa.ForeignKey("contacts.id"), nullable=False),
        sa.Column("account_id", sa.Text, sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("asked", JSONB, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("asked_at", TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('asked_back', 'countered', 'handed_over')",
            name="ck_counter_offers_outcome",
        ),
    )
    op.create_index("ix_counter_offers_account_id", "counter_offers", ["account_id", "asked_at"])
