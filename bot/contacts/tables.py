"""Tables of people; their shape is migration 0001."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP

from bot.storage.database import metadata

_MOMENT = TIMESTAMP(timezone=True)

customers = sa.Table(
    "customers",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("first_name", sa.Text, nullable=False),
    sa.Column("last_name", sa.Text, nullable=False),
    sa.Column("phone", sa.Text, nullable=False),
    sa.Column("country", sa.Text, nullable=False),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("consents", ARRAY(sa.Text), nullable=False),
)

identity_factors = sa.Table(
    "identity_factors",
    metadata,
    sa.Column("customer_id", sa.Text, primary_key=True),
    sa.Column("factor", sa.Text, primary_key=True),
    sa.Column("hash", sa.Text, nullable=False),
)

contacts = sa.Table(
    "contacts",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("country", sa.Text, nullable=False),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("language_is_fixed", sa.Boolean, nullable=False),
    sa.Column("epoch", sa.BigInteger, nullable=False),
    sa.Column("lease_until", _MOMENT),
    sa.Column("holder", sa.Text, nullable=False),
    sa.Column("holder_epoch", sa.BigInteger, nullable=False),
    sa.Column("identity_open", sa.Boolean, nullable=False),
    sa.Column("customer_id", sa.Text),
    sa.Column("verified_until", _MOMENT),
    sa.Column("locked_until", _MOMENT),
    sa.Column("opted_out_at", _MOMENT),
    sa.Column("last_inbound_at", _MOMENT),
    sa.Column("misunderstood", sa.Integer, nullable=False),
    sa.Column("created_at", _MOMENT, nullable=False),
)

contact_aliases = sa.Table(
    "contact_aliases",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, primary_key=True),
    sa.Column("contact_id", sa.Text, nullable=False),
)

identity_readings = sa.Table(
    "identity_readings",
    metadata,
    sa.Column("contact_id", sa.Text, primary_key=True),
    sa.Column("customer_id", sa.Text, primary_key=True),
    sa.Column("factor", sa.Text, primary_key=True),
    sa.Column("matched", sa.Boolean, nullable=False),
    sa.Column("read_at", _MOMENT, nullable=False),
)

identity_attempts = sa.Table(
    "identity_attempts",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("contact_id", sa.Text, nullable=False),
    sa.Column("customer_id", sa.Text),
    sa.Column("succeeded", sa.Boolean, nullable=False),
    sa.Column("attempted_at", _MOMENT, nullable=False),
)
