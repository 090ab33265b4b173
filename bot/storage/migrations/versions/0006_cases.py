"""Cases, their notes, the Telegram desk's topics and updates, and the console's users."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """Create the tables of bot.cases, bot.handoff and bot.console."""
    _cases()
    _case_messages()
    _telegram()
    _users()


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("folio", sa.Text, nullable=False, unique=True),
        sa.Column("contact_id", sa.Text, sa.ForeignKey("contacts.id"), nullable=False),
        sa.Column("customer_id", sa.Text, sa.ForeignKey("customers.id")),
        sa.Column("account_id", sa.Text),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("owner", sa.Text),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT),
        sa.Column("closed_at", MOMENT),
        sa.CheckConstraint("state IN ('open', 'held', 'closed')", name="ck_cases_state"),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="ck_cases_closed"),
    )
    # One undone case per contact and reason: opening it twice finds the first.
    op.create_index(
        "uq_cases_undone",
        "cases",
        ["contact_id", "reason"],
        unique=True,
        postgresql_where=sa.text("state <> 'closed'"),
    )
    op.create_index("ix_cases_opened_at", "cases", ["opened_at"])


def _case_messages() -> None:
    op.create_table(
        "case_messages",
        sa.Column("seq", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("case_id", sa.Text, sa.ForeignKey("cases.id"), nullable=False, index=True),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("by", sa.Text),
        sa.Column("body", sa.LargeBinary),
        sa.Column("code", sa.Text),
        sa.Column("source", sa.Text, unique=True),
        sa.Column("outbox_id", sa.Text, sa.ForeignKey("outbox.id")),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("desk_state", sa.Text, nullable=False),
        sa.Column("desk_since", MOMENT),
        sa.CheckConstraint(
            "author IN ('contact', 'agent', 'bot', 'system')", name="ck_case_messages_author"
        ),
        sa.CheckConstraint(
            "desk_state IN ('here', 'pending', 'sending', 'sent', 'unknown')",
            name="ck_case_messages_desk_state",
        ),
        sa.CheckConstraint("(body IS NULL) <> (code IS NULL)", name="ck_case_messages_content"),
    )
    op.create_index(
        "ix_case_messages_desk",
        "case_messages",
        ["seq"],
        postgresql_where=sa.text("desk_state IN ('pending', 'sending', 'unknown')"),
    )
    op.create_index(
        "ix_case_messages_outbox_id",
        "case_messages",
        ["outbox_id"],
        postgresql_where=sa.text("outbox_id IS NOT NULL"),
    )


def _telegram() -> None:
    op.create_table(
        "telegram_topics",
        sa.Column("case_id", sa.Text, sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("thread_id", sa.BigInteger, nullable=False),
        sa.Column("card_id", sa.BigInteger),
        sa.Column("card_hash", sa.Text),
        sa.Column("is_closed", sa.Boolean, nullable=False),
        sa.UniqueConstraint("chat_id", "thread_id", name="uq_telegram_topics_chat_id_thread_id"),
    )
    op.create_table(
        "telegram_updates",
        sa.Column("update_id", sa.BigInteger, primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.CheckConstraint("state IN ('new', 'done', 'dead')", name="ck_telegram_updates_state"),
    )
    op.create_index(
        "ix_telegram_updates_new",
        "telegram_updates",
        ["update_id"],
        postgresql_where=sa.text("state = 'new'"),
    )


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("password_hash", sa.Text, nullable=False),
    )
