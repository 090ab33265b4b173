"""The sessions table; its shape is migration 0011."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP

from bot.storage.database import metadata

_MOMENT = TIMESTAMP(timezone=True)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("contact_id", sa.Text, nullable=False),
    sa.Column("opened_by", sa.Text, nullable=False),
    sa.Column("started_at", _MOMENT, nullable=False),
    sa.Column("last_inbound_at", _MOMENT, nullable=False),
    sa.Column("ends_at", _MOMENT, nullable=False),
    sa.Column("ended_at", _MOMENT),
    sa.Column("disposition", sa.Text),
    sa.Column("seen", ARRAY(sa.Text), nullable=False),
    sa.Column("customer_id", sa.Text),
    sa.Column("language", sa.Text),
    sa.Column("verified", sa.Boolean),
    sa.Column("csat", sa.SmallInteger),
    sa.Column("csat_asked_at", _MOMENT),
    sa.Column("csat_open", sa.Boolean, nullable=False),
)
