"""`events retry` at the terminal: dead events get another life."""

from __future__ import annotations

from bot.kernel.clock import SystemClock
from bot.payments.event_store import revive_dead
from bot.settings import StorageSettings
from bot.storage.database import Database


async def retry(settings: StorageSettings) -> int:
    """Let every dead event be tried again from the start; returns how many."""
    database = Database(settings.database_url, pool_size=1)
    try:
        async with database.transaction() as conn:
            return len(await revive_dead(conn, None, wall_now=SystemClock().now()))
    finally:
        await database.close()
