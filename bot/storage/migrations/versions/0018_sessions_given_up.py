"""Sessions that Stripe failed to make, time and again: how often, and given up for the next."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

STATES = "'creating', 'open', 'complete', 'expired', 'refused', 'given_up'"


def upgrade() -> None:
    """Count failures, allow the new state, and find those in it without reading all."""
    failures = sa.Column("failures", sa.Integer, nullable=False, server_default=sa.text("0"))
    op.add_column("pay_sessions", failures)
    op.drop_constraint("ck_pay_sessions_state", "pay_sessions", type_="check")
    op.create_check_constraint("ck_pay_sessions_state", "pay_sessions", f"state IN ({STATES})")
    op.create_index(
        "ix_pay_sessions_given_up",
        "pay_sessions",
        ["expires_at"],
        postgresql_where=sa.text("state = 'given_up'"),
    )
