"""Tables of the Telegram desk; their shape is migration 0006."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TIMESTAMP

from bot.storage.database import metadata

telegram_topics = sa.Table(
    "telegram_topics",
    metadata,
    sa.Column("case_id", sa.Text, primary_key=True),
    sa.Column("chat_id", sa.BigInteger, nullable=False),
    sa.Column("thread_id", sa.BigInteger, nullable=False),
    sa.Column("card_id", sa.BigInteger),
    sa.Column("card_hash", sa.Text),
    sa.Column("is_closed", sa.Boolean, nullable=False),
)

telegram_updates = sa.Table(
    "telegram_updates",
    metadata,
    sa.Column("update_id", sa.BigInteger, primary_key=True),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("received_at", TIMESTAMP(timezone=True), nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
)
