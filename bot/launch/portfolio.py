"""The demo's people and debts, put into an empty sandbox so that there is someone to be."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from bot.contacts.tables import customers
from bot.kernel.clock import SystemClock
from bot.kernel.privacy import Vault
from bot.launch.errors import LaunchError
from bot.launch.services import PROJECT
from bot.policy.load import load as load_policy
from bot.settings import StorageSettings
from bot.storage.database import Database
from bot.usecases.policy_facts import order_for
from bot.usecases.portfolio import Options, import_portfolio

DEMO_PORTFOLIO: Final = PROJECT / "demo/portfolio.jsonl"


async def fill_if_empty(settings: StorageSettings) -> None:
    """Import the demo portfolio unless the database knows a customer already."""
    database = Database(settings.database_url, pool_size=1)
    try:
        if not await _has_customers(database):
            await _fill(database, settings)
    finally:
        await database.close()


async def _has_customers(database: Database) -> bool:
    async with database.transaction() as conn:
        found = await conn.execute(sa.select(customers.c.id).limit(1))
        return found.first() is not None


async def _fill(database: Database, settings: StorageSettings) -> None:
    report = await import_portfolio(
        database,
        Vault(settings.identity_key.get_secret_value()),
        DEMO_PORTFOLIO,
        all_or_nothing=True,
        now=SystemClock(settings.clock_offset).now(),
        options=Options(order_for=order_for(load_policy(settings.policy_file))),
    )
    if report.rejected:
        line, reason = report.rejected[0]
        raise LaunchError(f"{DEMO_PORTFOLIO.name}:{line}: {reason}")
