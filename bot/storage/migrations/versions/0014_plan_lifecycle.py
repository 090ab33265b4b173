"""What becomes of agreements: broken plans, late instalments, which payment paid which of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = TIMESTAMP(timezone=True)

# A plan is superseded, never edited: only what became of it may change.
KEEP_PLAN = """
CREATE FUNCTION keep_plan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (to_jsonb(NEW) - 'state' - 'told_at')
     IS DISTINCT FROM (to_jsonb(OLD) - 'state' - 'told_at') THEN
    RAISE EXCEPTION 'a plan keeps its own terms' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$
"""

# As 0009 has it, and: they were told that it was not kept.
KEEP_PROMISE = """
CREATE OR REPLACE FUNCTION keep_promise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (to_jsonb(NEW) - 'state' - 'wants_reminder' - 'told_at')
     IS DISTINCT FROM (to_jsonb(OLD) - 'state' - 'wants_reminder' - 'told_at') THEN
    RAISE EXCEPTION 'a promise keeps its own terms' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$
"""

KEEP_INSTALLMENT = """
CREATE FUNCTION keep_installment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.plan_id, NEW.no, NEW.due_on, NEW.amount_minor, NEW.currency)
     IS DISTINCT FROM (OLD.plan_id, OLD.no, OLD.due_on, OLD.amount_minor, OLD.currency) THEN
    RAISE EXCEPTION 'an instalment keeps its own terms' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$
"""

STATES_OF_INSTALLMENTS = (
    "CASE state"
    " WHEN 'paid' THEN paid_minor = amount_minor AND paid_transaction_id IS NOT NULL"
    " WHEN 'pending' THEN paid_minor = 0"
    " WHEN 'partial' THEN paid_minor > 0 AND paid_minor < amount_minor"
    " WHEN 'late' THEN paid_minor < amount_minor"
    " WHEN 'cancelled' THEN paid_minor < amount_minor"
    " ELSE false END"
)


def upgrade() -> None:
    """Let plans break and instalments be late, and keep the terms of both as they were agreed."""
    _states()
    _payments()
    for statement in (KEEP_PLAN, KEEP_PROMISE, KEEP_INSTALLMENT):
        op.execute(statement)
    for table, function in {"plans": "keep_plan", "installments": "keep_installment"}.items():
        op.execute(
            f"CREATE TRIGGER {table}_keep_terms BEFORE UPDATE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {function}()"
        )


def _states() -> None:
    for table in ("plans", "promises"):
        op.add_column(table, sa.Column("told_at", MOMENT))
    op.drop_constraint("ck_plans_state", "plans", type_="check")
    op.create_check_constraint(
        "ck_plans_state",
        "plans",
        "state IN ('active', 'completed', 'broken', 'superseded', 'cancelled')",
    )
    op.drop_constraint("ck_installments_state", "installments", type_="check")
    op.execute(
        "UPDATE installments SET state = 'cancelled' FROM plans"
        " WHERE plans.id = plan_id AND plans.state IN ('superseded', 'cancelled')"
        " AND installments.state = 'pending'"
    )
    op.execute(
        "UPDATE installments SET state = 'partial' WHERE state = 'pending' AND paid_minor > 0"
    )
    op.create_check_constraint("ck_installments_state", "installments", STATES_OF_INSTALLMENTS)


def _payments() -> None:
    op.create_table(
        "installment_payments",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("plan_id", sa.Text, nullable=False),
        sa.Column("no", sa.Integer, nullable=False),
        sa.Column(
            "transaction_id",
            sa.Text,
            sa.ForeignKey("transactions.id"),
            nullable=False,
            index=True,
        ),
        sa.Column("amount_minor", sa.BigInteger, nullable=False),
        sa.Column("posted_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id", "no"],
            ["installments.plan_id", "installments.no"],
            name="fk_installment_payments_installment",
        ),
        sa.CheckConstraint("amount_minor <> 0", name="ck_installment_payments_amount"),
    )
    op.create_index("ix_installment_payments_plan", "installment_payments", ["plan_id", "no"])
    op.execute(
        "INSERT INTO installment_payments (plan_id, no, transaction_id, amount_minor, posted_at)"
        " SELECT i.plan_id, i.no, t.id, i.amount_minor, t.posted_at"
        " FROM installments i JOIN transactions t ON t.id = i.paid_transaction_id"
    )
    op.execute(
        "CREATE TRIGGER installment_payments_append_only"
        " BEFORE UPDATE OR DELETE OR TRUNCATE ON installment_payments"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
