"""Messages: the inbox, the engine's memory, stored action answers, the outbox and its statuses."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """Create the tables of bot.inbox, bot.dialogue and bot.outbox."""
    _inbox()
    _dialogue()
    _outbox()


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("wamid", sa.Text, primary_key=True),
        sa.Column("seq", sa.BigInteger, sa.Identity(), nullable=False, unique=True),
        sa.Column("contact_id", sa.Text, sa.ForeignKey("contacts.id"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("vendor_at", MOMENT, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("retry_at", MOMENT),
        sa.Column("last_error", sa.Text),
        sa.CheckConstraint("state IN ('new', 'done', 'dead')", name="ck_inbox_state"),
    )
    op.create_index(
        "ix_inbox_undone",
        "inbox",
        ["contact_id", "vendor_at", "seq"],
        postgresql_where=sa.text("state = 'new'"),
    )
    op.create_index("ix_inbox_contact_id_seq", "inbox", ["contact_id", "seq"])


def _dialogue() -> None:
    op.create_table(
        "conversations",
        sa.Column("contact_id", sa.Text, sa.ForeignKey("contacts.id"), primary_key=True),
        sa.Column("events", sa.Text, nullable=False),
        sa.Column("holder_epoch", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "action_answers",
        sa.Column("turn_id", sa.Text, sa.ForeignKey("inbox.wamid"), primary_key=True),
        sa.Column("call", sa.Integer, primary_key=True),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("input_hash", sa.Text, nullable=False),
        sa.Column("answer", JSONB, nullable=False),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("seq", sa.BigInteger, sa.Identity(), nullable=False, unique=True),
        sa.Column("contact_id", sa.Text, sa.ForeignKey("contacts.id"), nullable=False),
        sa.Column("turn_id", sa.Text),
        sa.Column("turn_seq", sa.Integer),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("reply_key", sa.Text, nullable=False),
        sa.Column("message", JSONB, nullable=False),
        sa.Column("requires", sa.Text, sa.ForeignKey("outbox.id")),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("retry_at", MOMENT),
        sa.Column("sending_at", MOMENT),
        sa.Column("sent_at", MOMENT),
        sa.Column("wamid", sa.Text),
        sa.Column("error", sa.Text),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.UniqueConstraint("turn_id", "turn_seq", name="uq_outbox_turn_id_turn_seq"),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'unknown',"
            " 'refused')",
            name="ck_outbox_state",
        ),
    )
    op.create_index(
        "ix_outbox_pending",
        "outbox",
        ["contact_id", "seq"],
        postgresql_where=sa.text("state IN ('queued', 'sending')"),
    )
    op.create_index("ix_outbox_contact_id_seq", "outbox", ["contact_id", "seq"])
    op.create_index("ix_outbox_wamid", "outbox", ["wamid"])
    op.create_table(
        "message_statuses",
        sa.Column("wamid", sa.Text, primary_key=True),
        sa.Column("status", sa.Text, primary_key=True),
        sa.Column("outbox_id", sa.Text),
        sa.Column("vendor_at", MOMENT, nullable=False),
        sa.Column("error_code", sa.Integer),
    )
    op.create_table(
        "incidents",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("contact_id", sa.Text, sa.ForeignKey("contacts.id"), nullable=False, index=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("reply_key", sa.Text),
        sa.Column("recorded_at", MOMENT, nullable=False),
    )
