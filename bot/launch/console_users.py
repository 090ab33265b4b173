"""Console users from the command line."""

from __future__ import annotations

from bot.console import users
from bot.settings import StorageSettings
from bot.storage.database import Database


async def add_user(settings: StorageSettings, name: str, password: str) -> None:
    """Let `name` in with `password`. Raises Rejected when one of them will not do."""
    database = Database(settings.database_url, pool_size=1)
    try:
        async with database.transaction() as conn:
            await users.add_user(conn, name, password)
    finally:
        await database.close()
