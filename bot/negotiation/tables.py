"""Tables of what is talked about before it is agreed: migrations 0004, 0008 and 0009."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

from bot.storage.database import metadata

_MOMENT = TIMESTAMP(timezone=True)

offers = sa.Table(
    "offers",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("round_id", sa.Text, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("contact_id", sa.Text, nullable=False),
    sa.Column("account_id", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("terms", JSONB, nullable=False),
    sa.Column("policy", sa.Text, nullable=False),
    sa.Column("policy_version", sa.Integer, nullable=False),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("why", JSONB, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("created_at", _MOMENT, nullable=False),
    sa.Column("expires_at", _MOMENT, nullable=False),
    sa.Column("terms_outbox_id", sa.Text),
)

promise_drafts = sa.Table(
    "promise_drafts",
    metadata,
    sa.Column("contact_id", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, nullable=False),
    sa.Column("account_id", sa.Text),
    sa.Column("amount_minor", sa.BigInteger),
    sa.Column("currency", sa.Text),
    sa.Column("due_on", sa.Date),
    sa.Column("choices", JSONB, nullable=False),
    sa.Column("is_nearest", sa.Boolean, nullable=False),
    sa.Column("terms_outbox_id", sa.Text),
    sa.Column("expires_at", _MOMENT, nullable=False),
)

counter_offers = sa.Table(
    "counter_offers",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("contact_id", sa.Text, nullable=False),
    sa.Column("account_id", sa.Text, nullable=False),
    sa.Column("asked", JSONB, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("asked_at", _MOMENT, nullable=False),
)
