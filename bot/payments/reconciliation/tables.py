"""Tables of reconciliation; their shapes are migration 0017."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

from bot.storage.database import metadata

_MOMENT = TIMESTAMP(timezone=True)

claims = sa.Table(
    "reconciliation_claims",
    metadata,
    sa.Column("is_only", sa.Boolean, primary_key=True),
    sa.Column("asked_by", sa.Text, nullable=False),
    sa.Column("asked_at", _MOMENT, nullable=False),
    sa.Column("run_id", sa.Text),
    sa.Column("lease_until", _MOMENT),
    sa.Column("step", sa.Text),
    sa.Column("looked_at", sa.BigInteger, nullable=False),
)

runs = sa.Table(
    "reconciliations",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("seq", sa.BigInteger, sa.Identity(), nullable=False),
    sa.Column("asked_by", sa.Text, nullable=False),
    sa.Column("since", _MOMENT, nullable=False),
    sa.Column("started_at", _MOMENT, nullable=False),
    sa.Column("finished_at", _MOMENT, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("error", sa.Text),
    sa.Column("looked_at", JSONB, nullable=False),
    sa.Column("differences", sa.Integer, nullable=False),
    sa.Column("pending", sa.Integer, nullable=False),
    sa.Column("ageing", sa.Integer, nullable=False),
    sa.Column("totals", JSONB, nullable=False),
)

differences = sa.Table(
    "reconciliation_differences",
    metadata,
    sa.Column("run_id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("weight", sa.Text, nullable=False),
    sa.Column("account_id", sa.Text),
    sa.Column("folio", sa.Text),
    sa.Column("expected_minor", sa.BigInteger),
    sa.Column("expected_currency", sa.Text),
    sa.Column("found_minor", sa.BigInteger),
    sa.Column("found_currency", sa.Text),
    sa.Column("since", _MOMENT),
    sa.Column("first_seen_at", _MOMENT, nullable=False),
)
