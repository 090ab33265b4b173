"""Offers as they were shown, and the policy versions they were made by."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = TIMESTAMP(timezone=True)


def upgrade() -> None:
    """Create the tables of offers and policy versions."""
    _policy_versions()
    _offers()
    op.create_foreign_key("fk_plans_offer_id", "plans", "offers", ["offer_id"], ["id"])


def _policy_versions() -> None:
    op.create_table(
        "policy_versions",
        sa.Column("policy", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.UniqueConstraint(
            "policy", "version", "content_hash", name="uq_policy_versions_content_hash"
        ),
    )
    op.execute(
        "CREATE TRIGGER policy_versions_append_only"
        " BEFORE UPDATE OR DELETE OR TRUNCATE ON policy_versions"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _offers() -> None:
    op.create_table(
        "offers",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("round_id", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("contact_id", sa.Text, sa.ForeignKey("contacts.id"), nullable=False),
        sa.Column("account_id", sa.Text, sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("terms", JSONB, nullable=False),
        sa.Column("policy", sa.Text, nullable=False),
        sa.Column("policy_version", sa.Integer, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("why", JSONB, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("terms_outbox_id", sa.Text, sa.ForeignKey("outbox.id")),
        sa.ForeignKeyConstraint(
            ["policy", "policy_version", "content_hash"],
            [
                "policy_versions.policy",
                "policy_versions.version",
                "policy_versions.content_hash",
            ],
            name="fk_offers_policy_version",
        ),
        sa.UniqueConstraint("round_id", "position", name="uq_offers_round_id_position"),
        sa.CheckConstraint("expires_at > created_at", name="ck_offers_expires_at"),
        sa.CheckConstraint(
            "kind IN ('full', 'current', 'settlement', 'plan')", name="ck_offers_kind"
        ),
        sa.CheckConstraint(
            "state IN ('shown', 'terms', 'accepted', 'declined', 'superseded', 'expired',"
            " 'closed')",
            name="ck_offers_state",
        ),
    )
    op.create_index(
        "ix_offers_open",
        "offers",
        ["contact_id"],
        postgresql_where=sa.text("state IN ('shown', 'terms')"),
    )
    op.create_index(
        "uq_offers_terms",
        "offers",
        ["contact_id"],
        unique=True,
        postgresql_where=sa.text("state = 'terms'"),
    )
