"""Tables of payments; their shape is migrations 0005, 0016 and 0018."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TIMESTAMP

from bot.storage.database import metadata

_MOMENT = TIMESTAMP(timezone=True)

pay_links = sa.Table(
    "pay_links",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("token_hash", sa.Text, nullable=False),
    sa.Column("plan_id", sa.Text, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("installment_no", sa.Integer),
    sa.Column("account_id", sa.Text, nullable=False),
    sa.Column("contact_id", sa.Text, nullable=False),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("expires_at", _MOMENT, nullable=False),
    sa.Column("created_at", _MOMENT, nullable=False),
)

pay_sessions = sa.Table(
    "pay_sessions",
    metadata,
    sa.Column("link_id", sa.Text, primary_key=True),
    sa.Column("generation", sa.Integer, primary_key=True),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("expires_at", _MOMENT, nullable=False),
    sa.Column("request", sa.LargeBinary, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("stripe_id", sa.Text),
    sa.Column("url", sa.Text),
    sa.Column("is_live", sa.Boolean, nullable=False),
    sa.Column("payment_id", sa.Text),
    sa.Column("payment_state", sa.Text),
    sa.Column("instructions", sa.LargeBinary),
    sa.Column("paid_minor", sa.BigInteger),
    sa.Column("paid_at", _MOMENT),
    sa.Column("failures", sa.Integer, nullable=False, server_default=sa.text("0")),
    sa.Column("created_at", _MOMENT, nullable=False),
)

pay_customers = sa.Table(
    "pay_customers",
    metadata,
    sa.Column("plan_id", sa.Text, primary_key=True),
    sa.Column("stripe_id", sa.Text, nullable=False),
)

pay_mode = sa.Table(
    "pay_mode",
    metadata,
    sa.Column("is_only", sa.Boolean, primary_key=True),
    sa.Column("is_live", sa.Boolean, nullable=False),
)

stripe_events = sa.Table(
    "stripe_events",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("object_id", sa.Text),
    sa.Column("vendor_at", _MOMENT, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("retry_at", _MOMENT, nullable=False),
    sa.Column("last_error", sa.Text),
)
