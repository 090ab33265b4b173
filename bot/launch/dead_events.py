"""Stripe's events that nobody tries any more, from the command line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.payments import event_store
from bot.payments.event_store import DeadEvent
from bot.settings import StorageSettings
from bot.storage.database import Database


async def dead_events(settings: StorageSettings) -> list[DeadEvent]:
    """The oldest of them."""
    database = Database(settings.database_url, pool_size=1)
    try:
        async with database.transaction() as conn:
            return await event_store.dead_events(conn)
    finally:
        await database.close()


async def revive(
    settings: StorageSettings, ids: Sequence[str] | None, *, wall_now: datetime
) -> list[str]:
    """Have these (all, when `ids` is None) tried again by the worker; returns which."""
    database = Database(settings.database_url, pool_size=1)
    try:
        async with database.transaction() as conn:
            return await event_store.revive_dead(conn, ids, wall_now=wall_now)
    finally:
        await database.close()
