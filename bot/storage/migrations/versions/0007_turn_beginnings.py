"""How the contact was when a turn's first action ran, kept with that action's answer."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Answers given before this have none: their turns start from the contact as it is."""
    op.add_column("action_answers", sa.Column("contact", JSONB))
