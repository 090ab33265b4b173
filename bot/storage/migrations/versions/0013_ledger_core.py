"""The ledger keeps its own time and its own hands off: cheap checks, no way back, flat reads."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = TIMESTAMP(timezone=True)

# Once per transaction is enough: its entries are numbered up to their count, so that none can be
# added when they are complete.
DROP_CHECK_OF_ENTRIES = (
    "DROP TRIGGER entries_balance ON entries",
    "DROP FUNCTION check_new_entry()",
)

# It holds the account, so that nobody else books on it meanwhile.
KEEP_TIME = """
CREATE FUNCTION refuse_going_back() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE told timestamptz;
BEGIN
  IF NEW.account_id IS NULL THEN RETURN NEW; END IF;
  SELECT told_until INTO told FROM accounts WHERE id = NEW.account_id FOR NO KEY UPDATE;
  IF NEW.posted_at <= told OR EXISTS (
    SELECT FROM transactions
      WHERE account_id = NEW.account_id AND posted_at > NEW.posted_at
  ) THEN
    RAISE EXCEPTION 'account % is booked beyond % already', NEW.account_id, NEW.posted_at
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$
"""

REVOKE = """
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'saldo_app') THEN
    REVOKE UPDATE, DELETE, TRUNCATE
      ON transactions, entries, charges, unapplied_receipts FROM saldo_app;
  END IF;
END $$
"""


def upgrade() -> None:
    """Number entries, keep bookings in order, note unapplied money, and take rights away."""
    _number_entries()
    _charges()
    _reads()
    _time()
    _unapplied()
    op.execute(REVOKE)


def _number_entries() -> None:
    op.add_column("entries", sa.Column("no", sa.SmallInteger))
    op.add_column("entries", sa.Column("entry_count", sa.Integer))
    op.execute("ALTER TABLE entries DISABLE TRIGGER entries_append_only")
    op.execute(
        "UPDATE entries SET no = numbered.no, entry_count = numbered.total FROM ("
        "  SELECT id, row_number() OVER (PARTITION BY transaction_id ORDER BY id) AS no,"
        "         count(*) OVER (PARTITION BY transaction_id) AS total FROM entries"
        ") numbered WHERE entries.id = numbered.id"
    )
    op.execute("ALTER TABLE entries ENABLE TRIGGER entries_append_only")
    op.alter_column("entries", "no", nullable=False)
    op.alter_column("entries", "entry_count", nullable=False)
    op.create_check_constraint("ck_entries_no", "entries", "no BETWEEN 1 AND entry_count")
    op.create_unique_constraint("uq_entries_no", "entries", ["transaction_id", "no"])
    op.create_unique_constraint("uq_transactions_count", "transactions", ["id", "entry_count"])
    op.drop_constraint("fk_entries_any_transaction", "entries", type_="foreignkey")
    op.create_foreign_key(
        "fk_entries_count",
        "entries",
        "transactions",
        ["transaction_id", "entry_count"],
        ["id", "entry_count"],
    )
    for statement in DROP_CHECK_OF_ENTRIES:
        op.execute(statement)


def _charges() -> None:
    """An entry is of its charge's component, as it is of its charge's account."""
    op.drop_constraint("fk_entries_charge", "entries", type_="foreignkey")
    op.drop_constraint("uq_charges_id_account_id", "charges", type_="unique")
    columns = ["id", "account_id", "component"]
    op.create_unique_constraint("uq_charges_component", "charges", columns)
    op.create_foreign_key(
        "fk_entries_charge",
        "entries",
        "charges",
        ["charge_id", "account_id", "component"],
        columns,
        deferrable=True,
        initially="DEFERRED",
    )


def _reads() -> None:
    """A balance is read from one index, whatever else is in the table."""
    for name in ("account_id", "charge_id", "transaction_id"):
        op.drop_index(f"ix_entries_{name}", table_name="entries")
    op.create_index(
        "ix_entries_balance",
        "entries",
        ["account_id", "book", "charge_id"],
        postgresql_include=["amount_minor"],
    )
    op.create_index(
        "ix_entries_held",
        "entries",
        ["book", "account_id"],
        postgresql_include=["amount_minor"],
        postgresql_where=sa.text("book IN ('customer_credit', 'unapplied_cash')"),
    )
    op.drop_index("ix_transactions_account_id", table_name="transactions")
    op.create_index("ix_transactions_booked", "transactions", ["account_id", "posted_at"])
    op.drop_index("ix_transactions_refunds", table_name="transactions")
    op.create_index(
        "ix_transactions_refunds",
        "transactions",
        ["refunds"],
        postgresql_where=sa.text("refunds IS NOT NULL"),
    )


def _time() -> None:
    op.add_column("accounts", sa.Column("told_until", MOMENT))
    op.execute(KEEP_TIME)
    op.execute(
        "CREATE TRIGGER transactions_in_time BEFORE INSERT ON transactions"
        " FOR EACH ROW EXECUTE FUNCTION refuse_going_back()"
    )


def _unapplied() -> None:
    op.drop_constraint("ck_transactions_account", "transactions", type_="check")
    op.create_check_constraint(
        "ck_transactions_account",
        "transactions",
        "account_id IS NOT NULL OR kind IN ('unapplied', 'refund', 'reversal')",
    )
    op.create_table(
        "unapplied_receipts",
        sa.Column("transaction_id", sa.Text, sa.ForeignKey("transactions.id"), primary_key=True),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("method", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("claimed_account", sa.Text),
    )
    op.execute(
        "CREATE TRIGGER unapplied_receipts_append_only"
        " BEFORE UPDATE OR DELETE OR TRUNCATE ON unapplied_receipts"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
