"""The chart of accounts: money without an account, agreements, refunds and write-offs."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KINDS = (
    "('charge', 'payment', 'discount', 'refund', 'reversal', 'arrangement', 'credit',"
    " 'write_off', 'unapplied')"
)
BOOKS = (
    "('receivable', 'arranged', 'charged', 'cash', 'unapplied_cash', 'customer_credit',"
    " 'discount', 'write_off')"
)

# As 0003 has it, and: one currency, and all of one account, or all of none.
CHECK_TRANSACTION = """
CREATE OR REPLACE FUNCTION check_transaction(checked text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE wanted integer; owner text; found integer; balance numeric; currencies integer;
        strangers integer;
BEGIN
  SELECT entry_count, account_id INTO wanted, owner FROM transactions WHERE id = checked;
  SELECT count(*), sum(amount_minor), count(DISTINCT currency),
         count(*) FILTER (WHERE account_id IS DISTINCT FROM owner)
    INTO found, balance, currencies, strangers
    FROM entries WHERE transaction_id = checked;
  IF found <> wanted OR balance <> 0 OR currencies <> 1 OR strangers <> 0 THEN
    RAISE EXCEPTION
      'transaction % does not balance: % entries of %, sum %, % currencies, % of another account',
      checked, found, wanted, balance, currencies, strangers USING ERRCODE = 'check_violation';
  END IF;
END $$
"""


def upgrade() -> None:
    """Rename two books, add the others, and let money stand that belongs to no account yet."""
    _rename_books({"received": "cash", "forgiven": "discount"})
    _transactions()
    _entries()
    op.execute(CHECK_TRANSACTION)


def _rename_books(names: dict[str, str]) -> None:
    op.drop_constraint("ck_entries_book", "entries", type_="check")
    op.drop_constraint("ck_entries_book_component", "entries", type_="check")
    op.execute("ALTER TABLE entries DISABLE TRIGGER entries_append_only")
    for old, new in names.items():
        op.execute(
            sa.text("UPDATE entries SET book = :new WHERE book = :old").bindparams(
                old=old, new=new
            )
        )
    op.execute("ALTER TABLE entries ENABLE TRIGGER entries_append_only")


def _transactions() -> None:
    op.alter_column("transactions", "account_id", nullable=True)
    op.drop_constraint("ck_transactions_kind", "transactions", type_="check")
    op.create_check_constraint("ck_transactions_kind", "transactions", f"kind IN {KINDS}")
    op.create_check_constraint(
        "ck_transactions_account",
        "transactions",
        "account_id IS NOT NULL OR kind IN ('unapplied', 'reversal')",
    )
    op.add_column(
        "transactions", sa.Column("refunds", sa.Text, sa.ForeignKey("transactions.id"), index=True)
    )
    op.create_check_constraint(
        "ck_transactions_refunds", "transactions", "(kind = 'refund') = (refunds IS NOT NULL)"
    )


def _entries() -> None:
    op.alter_column("entries", "account_id", nullable=True)
    op.create_foreign_key(
        "fk_entries_any_transaction", "entries", "transactions", ["transaction_id"], ["id"]
    )
    op.drop_constraint("ck_entries_charge", "entries", type_="check")
    for name, rule in {
        "ck_entries_book": f"book IN {BOOKS}",
        "ck_entries_charge": "(book IN ('receivable', 'arranged')) = (charge_id IS NOT NULL)",
        "ck_entries_book_component": (
            "(book IN ('cash', 'unapplied_cash', 'customer_credit')) = (component IS NULL)"
        ),
        "ck_entries_account": (
            "CASE WHEN account_id IS NULL THEN book IN ('cash', 'unapplied_cash')"
            " ELSE book <> 'unapplied_cash' END"
        ),
    }.items():
        op.create_check_constraint(name, "entries", rule)
