"""Tables of outgoing messages; their shape is migrations 0002 and 0010."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

from bot.storage.database import metadata

_MOMENT = TIMESTAMP(timezone=True)

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("seq", sa.BigInteger, sa.Identity(), nullable=False),
    sa.Column("contact_id", sa.Text, nullable=False),
    sa.Column("turn_id", sa.Text),
    sa.Column("turn_seq", sa.Integer),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("reply_key", sa.Text, nullable=False),
    sa.Column("level", sa.Integer),
    sa.Column("customer_id", sa.Text),
    sa.Column("message", JSONB, nullable=False),
    sa.Column("requires", sa.Text),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("retry_at", _MOMENT),
    sa.Column("sending_at", _MOMENT),
    sa.Column("sent_at", _MOMENT),
    sa.Column("wamid", sa.Text),
    sa.Column("error", sa.Text),
    sa.Column("created_at", _MOMENT, nullable=False),
)

message_statuses = sa.Table(
    "message_statuses",
    metadata,
    sa.Column("wamid", sa.Text, primary_key=True),
    sa.Column("status", sa.Text, primary_key=True),
    sa.Column("outbox_id", sa.Text),
    sa.Column("vendor_at", _MOMENT, nullable=False),
    sa.Column("error_code", sa.Integer),
)

incidents = sa.Table(
    "incidents",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("contact_id", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("reply_key", sa.Text),
    sa.Column("recorded_at", _MOMENT, nullable=False),
)

notices_given = sa.Table(
    "notices_given",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("contact_id", sa.Text, nullable=False),
    sa.Column("customer_id", sa.Text, nullable=False),
    sa.Column("account_id", sa.Text),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("session", _MOMENT),
    sa.Column("at", _MOMENT, nullable=False),
    sa.Column("outbox_id", sa.Text, nullable=False),
)
