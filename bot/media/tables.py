"""The media table; its shape is migration 0011."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TIMESTAMP

from bot.storage.database import metadata

_MOMENT = TIMESTAMP(timezone=True)

media = sa.Table(
    "media",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("contact_id", sa.Text, nullable=False),
    sa.Column("wamid", sa.Text, nullable=False),
    sa.Column("vendor_id", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("received_at", _MOMENT, nullable=False),
    sa.Column("case_id", sa.Text),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("retry_at", _MOMENT, nullable=False),
    sa.Column("error", sa.Text),
    sa.Column("mime", sa.Text),
    sa.Column("sha256", sa.Text),
    sa.Column("size", sa.Integer),
    sa.Column("body", sa.LargeBinary),
)
