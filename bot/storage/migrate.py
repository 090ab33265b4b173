"""Bring the database's shape up to date (Alembic, as the role that owns the tables)."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config

_MIGRATIONS: Final = Path(__file__).parent / "migrations"


def upgrade(owner_url: str) -> None:
    """Run every migration that has not run yet; `owner_url` is `SALDO_MIGRATION_URL`."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["url"] = owner_url
    command.upgrade(config, "head")
