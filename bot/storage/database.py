"""The database: one async engine, and transactions opened at a worker's or an action's edge."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from sqlalchemy import MetaData, func
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

metadata: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def async_url(url: str) -> str:
    """`postgresql://…` as SQLAlchemy's asyncpg dialect wants it."""
    scheme, separator, rest = url.partition("://")
    return f"postgresql+asyncpg{separator}{rest}" if scheme.startswith("postgres") else url


# To be selected with a transaction's first statement (one of its own would cost a turn as much as
# any other): its commit returns before it is on disk. Only for a step that is run again if lost.
# Commits reach the disk in their order, so whoever builds on this one and commits as usual is
# safe: either both are kept or neither is. Only the end of the database server itself loses it,
# within a second; our processes may die as they like.
FLUSH_LATER: Final = func.set_config("synchronous_commit", "off", True).label("flush")


# A row that another transaction holds longer than this is not waited for: twice this and a pause
# fit into the time an action has.
_LOCK_PATIENCE: Final = "3s"


class Database:
    """Hands out transactions; stores receive the connection and never commit."""

    def __init__(self, url: str, *, pool_size: int = 20) -> None:
        self._engine: AsyncEngine = create_async_engine(
            async_url(url),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=5,
            pool_pre_ping=False,
            connect_args={
                "timeout": 5,
                "command_timeout": 30,
                "server_settings": {"lock_timeout": _LOCK_PATIENCE},
            },
        )

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        async with self._engine.begin() as conn:
            yield conn

    async def close(self) -> None:
        """Give every connection back."""
        await self._engine.dispose()
