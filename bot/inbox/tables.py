"""The inbox table; its shape is migration 0002."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TIMESTAMP

from bot.storage.database import metadata

_MOMENT = TIMESTAMP(timezone=True)

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("wamid", sa.Text, primary_key=True),
    sa.Column("seq", sa.BigInteger, sa.Identity(), nullable=False),
    sa.Column("contact_id", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("vendor_at", _MOMENT, nullable=False),
    sa.Column("received_at", _MOMENT, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("retry_at", _MOMENT),
    sa.Column("last_error", sa.Text),
)
