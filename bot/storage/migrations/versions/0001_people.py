"""People: contacts and how to reach them, customers and the keyed hashes that identify them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = TIMESTAMP(timezone=True)

GRANT_TO_APPLICATION = """
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'saldo_app') THEN
    GRANT USAGE ON SCHEMA public TO saldo_app;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public
      GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO saldo_app;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO saldo_app;
  END IF;
END $$
"""


def upgrade() -> None:
    """Create the tables of bot.contacts."""
    op.execute(GRANT_TO_APPLICATION)
    _customers()
    _contacts()
    _identity()


def _customers() -> None:
    op.create_table(
        "customers",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("first_name", sa.Text, nullable=False),
        sa.Column("last_name", sa.Text, nullable=False),
        sa.Column("phone", sa.Text, nullable=False, index=True),
        sa.Column("country", sa.Text, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("consents", ARRAY(sa.Text), nullable=False),
        sa.CheckConstraint("language IN ('es', 'en')", name="ck_customers_language"),
    )
    op.create_table(
        "identity_factors",
        sa.Column("customer_id", sa.Text, sa.ForeignKey("customers.id"), primary_key=True),
        sa.Column("factor", sa.Text, primary_key=True),
        sa.Column("hash", sa.Text, nullable=False),
    )


def _contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("country", sa.Text, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("language_is_fixed", sa.Boolean, nullable=False),
        sa.Column("epoch", sa.BigInteger, nullable=False),
        sa.Column("lease_until", MOMENT),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("holder_epoch", sa.BigInteger, nullable=False),
        sa.Column("identity_open", sa.Boolean, nullable=False),
        sa.Column("customer_id", sa.Text, sa.ForeignKey("customers.id")),
        sa.Column("verified_until", MOMENT),
        sa.Column("locked_until", MOMENT),
        sa.Column("opted_out_at", MOMENT),
        sa.Column("last_inbound_at", MOMENT),
        sa.Column("misunderstood", sa.Integer, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("holder IN ('bot', 'agent')", name="ck_contacts_holder"),
        sa.CheckConstraint("language IN ('es', 'en')", name="ck_contacts_language"),
        sa.CheckConstraint(
            "verified_until IS NULL OR customer_id IS NOT NULL", name="ck_contacts_verified"
        ),
    )
    op.create_table(
        "contact_aliases",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, primary_key=True),
        sa.Column("contact_id", sa.Text, sa.ForeignKey("contacts.id"), nullable=False, index=True),
        sa.CheckConstraint("kind IN ('phone', 'user_id')", name="ck_contact_aliases_kind"),
    )


def _identity() -> None:
    op.create_table(
        "identity_readings",
        sa.Column("contact_id", sa.Text, sa.ForeignKey("contacts.id"), primary_key=True),
        sa.Column("customer_id", sa.Text, sa.ForeignKey("customers.id"), primary_key=True),
        sa.Column("factor", sa.Text, primary_key=True),
        sa.Column("matched", sa.Boolean, nullable=False),
        sa.Column("read_at", MOMENT, nullable=False),
    )
    op.create_table(
        "identity_attempts",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("contact_id", sa.Text, sa.ForeignKey("contacts.id"), nullable=False, index=True),
        sa.Column("customer_id", sa.Text, sa.ForeignKey("customers.id"), index=True),
        sa.Column("succeeded", sa.Boolean, nullable=False),
        sa.Column("attempted_at", MOMENT, nullable=False),
    )
