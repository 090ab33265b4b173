"""Sessions with their dispositions and ratings, and the files that people send."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """Create the tables of bot.sessions and bot.media."""
    _sessions()
    _media()


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("contact_id", sa.Text, sa.ForeignKey("contacts.id"), nullable=False),
        sa.Column("opened_by", sa.Text, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("last_inbound_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("disposition", sa.Text),
        sa.Column("seen", ARRAY(sa.Text), nullable=False, server_default="{}"),
        sa.Column("customer_id", sa.Text, sa.ForeignKey("customers.id")),
        sa.Column("language", sa.Text),
        sa.Column("verified", sa.Boolean),
        sa.Column("csat", sa.SmallInteger),
        sa.Column("csat_asked_at", MOMENT),
        sa.Column("csat_open", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.CheckConstraint("csat BETWEEN 1 AND 5", name="ck_sessions_csat"),
        # Exactly one disposition when it has ended, none before.
        sa.CheckConstraint(
            "(ended_at IS NULL) = (disposition IS NULL)", name="ck_sessions_disposition"
        ),
    )
    op.create_index(
        "uq_sessions_open",
        "sessions",
        ["contact_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "ix_sessions_ends_at",
        "sessions",
        ["ends_at"],
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_sessions_contact_id", "sessions", ["contact_id", "started_at"])
    # Receipts that have just gone out, after which a rating is asked for.
    op.create_index(
        "ix_outbox_receipts",
        "outbox",
        ["created_at"],
        postgresql_where=sa.text("origin = 'receipt'"),
    )


def _media() -> None:
    op.create_table(
        "media",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("contact_id", sa.Text, sa.ForeignKey("contacts.id"), nullable=False),
        sa.Column("wamid", sa.Text, sa.ForeignKey("inbox.wamid"), nullable=False, unique=True),
        sa.Column("vendor_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("case_id", sa.Text, sa.ForeignKey("cases.id")),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("retry_at", MOMENT, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("mime", sa.Text),
        sa.Column("sha256", sa.Text),
        sa.Column("size", sa.Integer),
        sa.Column("body", sa.LargeBinary),
        sa.CheckConstraint("kind IN ('image', 'document')", name="ck_media_kind"),
        sa.CheckConstraint("state IN ('new', 'kept', 'lost')", name="ck_media_state"),
        sa.CheckConstraint("(state = 'kept') = (body IS NOT NULL)", name="ck_media_body"),
    )
    op.create_index(
        "ix_media_new", "media", ["retry_at"], postgresql_where=sa.text("state = 'new'")
    )
    op.create_index(
        "ix_media_without_case",
        "media",
        ["received_at"],
        postgresql_where=sa.text("case_id IS NULL"),
    )
