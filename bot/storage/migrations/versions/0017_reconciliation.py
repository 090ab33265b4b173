"""Reconciliation: its runs, what each found, and which one is asked for or under way."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENT = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """Create the tables of bot.payments.reconciliation; runs are never changed."""
    _claims()
    _runs()
    _differences()
    for table in ("reconciliations", "reconciliation_differences"):
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def _claims() -> None:
    """One row at most: the run that is asked for (no lease) or under way."""
    op.create_table(
        "reconciliation_claims",
        sa.Column("is_only", sa.Boolean, primary_key=True),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("run_id", sa.Text),
        sa.Column("lease_until", MOMENT),
        sa.Column("step", sa.Text),
        sa.Column("looked_at", sa.BigInteger, nullable=False),
        sa.CheckConstraint("is_only", name="ck_reconciliation_claims_is_only"),
        sa.CheckConstraint(
            "(run_id IS NULL) = (lease_until IS NULL)", name="ck_reconciliation_claims_lease"
        ),
    )


def _runs() -> None:
    op.create_table(
        "reconciliations",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("seq", sa.BigInteger, sa.Identity(), nullable=False, unique=True),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("looked_at", JSONB, nullable=False),
        sa.Column("differences", sa.Integer, nullable=False),
        sa.Column("pending", sa.Integer, nullable=False),
        sa.Column("ageing", sa.Integer, nullable=False),
        sa.Column("totals", JSONB, nullable=False),
        sa.CheckConstraint("state IN ('done', 'failed')", name="ck_reconciliations_state"),
        sa.CheckConstraint(
            "(state = 'failed') = (error IS NOT NULL)", name="ck_reconciliations_error"
        ),
        # What could not be looked at has found nothing that could be believed.
        sa.CheckConstraint(
            "state = 'done' OR differences + pending + ageing = 0",
            name="ck_reconciliations_failed_found_nothing",
        ),
    )


def _differences() -> None:
    op.create_table(
        "reconciliation_differences",
        sa.Column("run_id", sa.Text, sa.ForeignKey("reconciliations.id"), primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("weight", sa.Text, nullable=False),
        sa.Column("account_id", sa.Text),
        sa.Column("folio", sa.Text),
        sa.Column("expected_minor", sa.BigInteger),
        sa.Column("expected_currency", sa.Text),
        sa.Column("found_minor", sa.BigInteger),
        sa.Column("found_currency", sa.Text),
        sa.Column("since", MOMENT),
        sa.Column("first_seen_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "weight IN ('difference', 'pending', 'ageing')",
            name="ck_reconciliation_differences_weight",
        ),
        sa.CheckConstraint(
            "(expected_minor IS NULL) = (expected_currency IS NULL)"
            " AND (found_minor IS NULL) = (found_currency IS NULL)",
            name="ck_reconciliation_differences_amounts",
        ),
    )
