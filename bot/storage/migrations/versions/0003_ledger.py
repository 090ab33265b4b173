"""The ledger: accounts, double entry that only grows, charges, plans and their instalments."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = TIMESTAMP(timezone=True)
COMPONENTS = "('principal', 'ordinary_interest', 'late_interest', 'fee', 'tax')"

REFUSE_CHANGE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'restrict_violation';
END $$
"""

# The count is written with the transaction, so that nothing can be added to one that is complete.
CHECK_TRANSACTION = """
CREATE FUNCTION check_transaction(checked text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE wanted integer; found integer; balance numeric;
BEGIN
  SELECT entry_count INTO wanted FROM transactions WHERE id = checked;
  SELECT count(*), sum(amount_minor) INTO found, balance
    FROM entries WHERE transaction_id = checked;
  IF found <> wanted OR balance <> 0 THEN
    RAISE EXCEPTION 'transaction % does not balance: % entries of %, sum %',
      checked, found, wanted, balance USING ERRCODE = 'check_violation';
  END IF;
END $$
"""

CHECKS = (
    """
    CREATE FUNCTION check_new_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM check_transaction(NEW.id); RETURN NULL; END $$
    """,
    """
    CREATE FUNCTION check_new_entry() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM check_transaction(NEW.transaction_id); RETURN NULL; END $$
    """,
    """
    CREATE CONSTRAINT TRIGGER transactions_balance AFTER INSERT ON transactions
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_new_transaction()
    """,
    """
    CREATE CONSTRAINT TRIGGER entries_balance AFTER INSERT ON entries
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_new_entry()
    """,
)


def upgrade() -> None:
    """Create the tables of bot.ledger and the triggers that keep them honest."""
    _accounts()
    _transactions()
    _charges_and_entries()
    _plans()
    op.execute(REFUSE_CHANGE)
    op.execute(CHECK_TRANSACTION)
    for statement in CHECKS:
        op.execute(statement)
    for table in ("transactions", "entries", "charges"):
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column(
            "customer_id", sa.Text, sa.ForeignKey("customers.id"), nullable=False, index=True
        ),
        sa.Column("product", sa.Text, nullable=False),
        sa.Column("last4", sa.Text, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("creditor", sa.Text, nullable=False),
        sa.Column("flags", ARRAY(sa.Text), nullable=False),
        sa.Column("broken_promises", sa.Integer, nullable=False),
        sa.Column("declared_minor", sa.BigInteger),
        sa.Column("doubt", sa.Text),
        sa.UniqueConstraint("id", "currency", name="uq_accounts_id_currency"),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name="ck_accounts_currency"),
        sa.CheckConstraint("broken_promises >= 0", name="ck_accounts_broken_promises"),
        sa.CheckConstraint("declared_minor >= 0", name="ck_accounts_declared"),
    )


def _transactions() -> None:
    op.create_table(
        "transactions",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("seq", sa.BigInteger, sa.Identity(), nullable=False, unique=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("account_id", sa.Text, sa.ForeignKey("accounts.id"), nullable=False, index=True),
        sa.Column("idempotency_key", sa.Text, nullable=False, unique=True),
        sa.Column("input_hash", sa.Text, nullable=False),
        sa.Column("folio", sa.Text, unique=True),
        sa.Column("occurred_on", sa.Date, nullable=False),
        sa.Column("posted_at", MOMENT, nullable=False),
        sa.Column("memo", sa.Text, nullable=False),
        sa.Column("entry_count", sa.Integer, nullable=False),
        sa.Column("reverses", sa.Text, sa.ForeignKey("transactions.id"), unique=True),
        sa.UniqueConstraint("id", "account_id", name="uq_transactions_id_account_id"),
        sa.CheckConstraint("entry_count >= 2", name="ck_transactions_entry_count"),
        sa.CheckConstraint(
            "kind IN ('charge', 'payment', 'discount', 'reversal')", name="ck_transactions_kind"
        ),
        sa.CheckConstraint(
            "(kind = 'reversal') = (reverses IS NOT NULL)", name="ck_transactions_reverses"
        ),
    )


def _charges_and_entries() -> None:
    op.create_table(
        "charges",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("account_id", sa.Text, nullable=False, index=True),
        sa.Column("component", sa.Text, nullable=False),
        sa.Column("amount_minor", sa.BigInteger, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("transaction_id", sa.Text, nullable=False, unique=True),
        sa.UniqueConstraint("id", "account_id", name="uq_charges_id_account_id"),
        _of_account("charges"),
        _of_transaction("charges"),
        sa.CheckConstraint("amount_minor > 0", name="ck_charges_amount"),
        sa.CheckConstraint(f"component IN {COMPONENTS}", name="ck_charges_component"),
    )
    op.create_table(
        "entries",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("transaction_id", sa.Text, nullable=False, index=True),
        sa.Column("account_id", sa.Text, nullable=False, index=True),
        sa.Column("book", sa.Text, nullable=False),
        sa.Column("component", sa.Text),
        sa.Column("charge_id", sa.Text, index=True),
        sa.Column("amount_minor", sa.BigInteger, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        _of_account("entries"),
        _of_transaction("entries"),
        # Deferred, because a charge is written after the transaction that books it.
        sa.ForeignKeyConstraint(
            ["charge_id", "account_id"],
            ["charges.id", "charges.account_id"],
            name="fk_entries_charge",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.CheckConstraint("amount_minor <> 0", name="ck_entries_amount"),
        sa.CheckConstraint(f"component IN {COMPONENTS}", name="ck_entries_component"),
        sa.CheckConstraint(
            "book IN ('receivable', 'charged', 'received', 'forgiven', 'customer_credit')",
            name="ck_entries_book",
        ),
        sa.CheckConstraint(
            "(book = 'receivable') = (charge_id IS NOT NULL)", name="ck_entries_charge"
        ),
        sa.CheckConstraint(
            "(book IN ('received', 'customer_credit')) = (component IS NULL)",
            name="ck_entries_book_component",
        ),
    )


def _of_account(table: str) -> sa.ForeignKeyConstraint:
    """Everything booked on an account is in the account's currency."""
    return sa.ForeignKeyConstraint(
        ["account_id", "currency"],
        ["accounts.id", "accounts.currency"],
        name=f"fk_{table}_account",
    )


def _of_transaction(table: str) -> sa.ForeignKeyConstraint:
    """A transaction moves money of one account only."""
    return sa.ForeignKeyConstraint(
        ["transaction_id", "account_id"],
        ["transactions.id", "transactions.account_id"],
        name=f"fk_{table}_transaction",
    )


def _plans() -> None:
    op.create_table(
        "plans",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("folio", sa.Text, nullable=False, unique=True),
        sa.Column("account_id", sa.Text, sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("contact_id", sa.Text, sa.ForeignKey("contacts.id"), nullable=False),
        sa.Column("offer_id", sa.Text, nullable=False, unique=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("terms", JSONB, nullable=False),
        sa.Column("policy", sa.Text, nullable=False),
        sa.Column("policy_version", sa.Integer, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("why", JSONB, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("accepted_at", MOMENT, nullable=False),
        sa.Column("accepted_wamid", sa.Text, nullable=False),
        sa.CheckConstraint(
            "state IN ('active', 'completed', 'cancelled', 'superseded')", name="ck_plans_state"
        ),
        sa.CheckConstraint(
            "kind IN ('full', 'current', 'settlement', 'plan')", name="ck_plans_kind"
        ),
    )
    op.create_index(
        "uq_plans_active",
        "plans",
        ["account_id"],
        unique=True,
        postgresql_where=sa.text("state = 'active'"),
    )
    op.create_table(
        "installments",
        sa.Column("plan_id", sa.Text, sa.ForeignKey("plans.id"), primary_key=True),
        sa.Column("no", sa.Integer, primary_key=True),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("amount_minor", sa.BigInteger, nullable=False),
        sa.Column("paid_minor", sa.BigInteger, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("paid_transaction_id", sa.Text, sa.ForeignKey("transactions.id")),
        sa.CheckConstraint(
            "amount_minor > 0 AND paid_minor BETWEEN 0 AND amount_minor",
            name="ck_installments_amount",
        ),
        sa.CheckConstraint(
            "CASE state WHEN 'paid' THEN paid_minor = amount_minor"
            " AND paid_transaction_id IS NOT NULL WHEN 'pending' THEN paid_minor < amount_minor"
            " ELSE false END",
            name="ck_installments_state",
        ),
    )
