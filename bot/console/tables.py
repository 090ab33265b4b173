"""The console's users; their shape is migration 0006."""

import sqlalchemy as sa

from bot.storage.database import metadata

users = sa.Table(
    "users",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("password_hash", sa.Text, nullable=False),
)
