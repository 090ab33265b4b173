"""Promises to pay, what is being said of the next one, and calls that are being arranged."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = TIMESTAMP(timezone=True)

# A promise is superseded, never edited: only what became of it may change.
KEEP_PROMISE = """
CREATE FUNCTION keep_promise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (to_jsonb(NEW) - 'state' - 'wants_reminder')
     IS DISTINCT FROM (to_jsonb(OLD) - 'state' - 'wants_reminder') THEN
    RAISE EXCEPTION 'a promise keeps its own terms' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$
"""


def upgrade() -> None:
    """Create the tables of promises and of calls to come."""
    _promises()
    _drafts()
    op.create_table(
        "callback_drafts",
        sa.Column("contact_id", sa.Text, sa.ForeignKey("contacts.id"), primary_key=True),
        sa.Column("on_day", sa.Date),
        sa.Column("at_time", sa.Time),
        sa.Column("phone", sa.LargeBinary),
        sa.Column("offered_at", MOMENT),
        sa.Column("expires_at", MOMENT, nullable=False),
    )


def _promises() -> None:
    op.create_table(
        "promises",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("folio", sa.Text, nullable=False, unique=True),
        sa.Column("account_id", sa.Text, sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("contact_id", sa.Text, sa.ForeignKey("contacts.id"), nullable=False),
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
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_wamid", sa.Text, nullable=False, unique=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("wants_reminder", sa.Boolean),
        sa.ForeignKeyConstraint(
            ["policy", "policy_version", "content_hash"],
            [
                "policy_versions.policy",
                "policy_versions.version",
                "policy_versions.content_hash",
            ],
            name="fk_promises_policy_version",
        ),
        sa.CheckConstraint("amount_minor > 0", name="ck_promises_amount"),
        sa.CheckConstraint("grace_days >= 0", name="ck_promises_grace_days"),
        sa.CheckConstraint(
            "tolerance_pct >= 0 AND tolerance_pct <= 100", name="ck_promises_tolerance_pct"
        ),
        sa.CheckConstraint(
            "state IN ('open', 'kept', 'partial', 'broken', 'superseded', 'cancelled')",
            name="ck_promises_state",
        ),
    )
    op.create_index(
        "uq_promises_open",
        "promises",
        ["account_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.execute(KEEP_PROMISE)
    op.execute(
        "CREATE TRIGGER promises_keep_terms BEFORE UPDATE ON promises"
        " FOR EACH ROW EXECUTE FUNCTION keep_promise()"
    )


def _drafts() -> None:
    op.create_table(
        "promise_drafts",
        sa.Column("contact_id", sa.Text, sa.ForeignKey("contacts.id"), primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("account_id", sa.Text, sa.ForeignKey("accounts.id")),
        sa.Column("amount_minor", sa.BigInteger),
        sa.Column("currency", sa.Text),
        sa.Column("due_on", sa.Date),
        sa.Column("choices", JSONB, nullable=False),
        sa.Column("is_nearest", sa.Boolean, nullable=False),
        sa.Column("terms_outbox_id", sa.Text, sa.ForeignKey("outbox.id")),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "(amount_minor IS NULL) = (currency IS NULL)", name="ck_promise_drafts_amount"
        ),
    )
