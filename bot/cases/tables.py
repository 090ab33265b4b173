"""Tables of cases; their shape is migration 0006."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TIMESTAMP

from bot.storage.database import metadata

_MOMENT = TIMESTAMP(timezone=True)

cases = sa.Table(
    "cases",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("folio", sa.Text, nullable=False),
    sa.Column("contact_id", sa.Text, nullable=False),
    sa.Column("customer_id", sa.Text),
    sa.Column("account_id", sa.Text),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("owner", sa.Text),
    sa.Column("opened_at", _MOMENT, nullable=False),
    sa.Column("answered_at", _MOMENT),
    sa.Column("closed_at", _MOMENT),
)

case_messages = sa.Table(
    "case_messages",
    metadata,
    sa.Column("seq", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("case_id", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("by", sa.Text),
    sa.Column("body", sa.LargeBinary),
    sa.Column("code", sa.Text),
    sa.Column("source", sa.Text),
    sa.Column("outbox_id", sa.Text),
    sa.Column("at", _MOMENT, nullable=False),
    sa.Column("desk_state", sa.Text, nullable=False),
    sa.Column("desk_since", _MOMENT),
)
