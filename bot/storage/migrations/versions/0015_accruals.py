"""Declared terms of accrual, and where each charge comes from: never from both for one account."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# The account is held, so that two who insert at once see each other.
ONE_ORIGIN = (
    """
    CREATE FUNCTION check_charge_origin() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE has_terms boolean; has_accrued boolean;
    BEGIN
      PERFORM 1 FROM accounts WHERE id = NEW.account_id FOR UPDATE;
      has_terms := EXISTS (SELECT FROM accruals WHERE account_id = NEW.account_id);
      has_accrued := EXISTS (
        SELECT FROM charges WHERE account_id = NEW.account_id AND origin = 'accrual');
      IF NEW.origin = 'accrual' AND NOT has_terms THEN
        RAISE EXCEPTION 'account % has no terms of accrual', NEW.account_id
          USING ERRCODE = 'check_violation';
      ELSIF NEW.origin = 'file' AND (has_terms OR has_accrued) THEN
        RAISE EXCEPTION 'account % accrues: % does not come with the file',
          NEW.account_id, NEW.component USING ERRCODE = 'check_violation';
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER charges_one_origin BEFORE INSERT ON charges FOR EACH ROW
      WHEN (NEW.origin <> 'file' OR NEW.component IN ('late_interest', 'fee'))
      EXECUTE FUNCTION check_charge_origin()
    """,
    """
    CREATE FUNCTION check_accrual_terms() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM 1 FROM accounts WHERE id = NEW.account_id FOR UPDATE;
      IF EXISTS (SELECT FROM charges WHERE account_id = NEW.account_id AND origin = 'file'
                 AND component IN ('late_interest', 'fee')) THEN
        RAISE EXCEPTION 'account % has late interest or fees of the file', NEW.account_id
          USING ERRCODE = 'check_violation';
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER accruals_one_origin BEFORE INSERT OR UPDATE OF account_id ON accruals
      FOR EACH ROW EXECUTE FUNCTION check_accrual_terms()
    """,
)


def upgrade() -> None:
    """Create the terms and the nights' state, mark charges by origin, and keep the two apart."""
    op.add_column("accounts", sa.Column("declared_days_past_due", sa.Integer))
    op.create_check_constraint(
        "ck_accounts_declared_days_past_due", "accounts", "declared_days_past_due >= 0"
    )
    op.add_column(
        "charges", sa.Column("origin", sa.Text, nullable=False, server_default=sa.text("'file'"))
    )
    op.create_check_constraint(
        "ck_charges_origin",
        "charges",
        "origin = 'file' OR origin = 'accrual' AND component IN ('late_interest', 'fee', 'tax')",
    )
    _accruals()
    _nightly_runs()
    for statement in ONE_ORIGIN:
        op.execute(statement)


def _accruals() -> None:
    op.create_table(
        "accruals",
        sa.Column("account_id", sa.Text, primary_key=True),
        sa.Column("late_interest_pct", sa.Numeric(7, 4), nullable=False),
        sa.Column("day_count", sa.Integer, nullable=False),
        sa.Column("tax_pct", sa.Numeric(6, 4), nullable=False),
        sa.Column("late_fee_minor", sa.BigInteger),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("grace_days", sa.Integer, nullable=False),
        sa.Column("wait_days", sa.Integer, nullable=False),
        sa.Column("accrued_through", sa.Date, nullable=False, index=True),
        sa.Column("carried_interest", sa.BigInteger, nullable=False),
        sa.Column("carried_tax", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "currency"],
            ["accounts.id", "accounts.currency"],
            name="fk_accruals_account",
        ),
        sa.CheckConstraint("late_interest_pct >= 0", name="ck_accruals_late_interest_pct"),
        sa.CheckConstraint("day_count IN (360, 365)", name="ck_accruals_day_count"),
        sa.CheckConstraint("tax_pct >= 0", name="ck_accruals_tax_pct"),
        sa.CheckConstraint("late_fee_minor > 0", name="ck_accruals_late_fee"),
        sa.CheckConstraint("grace_days >= 0", name="ck_accruals_grace_days"),
        sa.CheckConstraint("wait_days >= 0", name="ck_accruals_wait_days"),
        sa.CheckConstraint(
            "carried_interest >= 0 AND carried_tax >= 0", name="ck_accruals_carried"
        ),
    )


def _nightly_runs() -> None:
    op.create_table(
        "nightly_runs",
        sa.Column("job", sa.Text, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("done_at", TIMESTAMP(timezone=True), nullable=False),
    )
