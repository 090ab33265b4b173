"""The real database under the machine: one event loop, one connection, and what breaks it.

A step is one transaction. It may die before its n-th statement, or be committed without anybody
learning of it; then the same step is tried again, as the product's workers do.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
import uvloop
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.storage.database import async_url

Act = Callable[[AsyncConnection], Awaitable[Any]]

SMOOTH: Final = 0
ANSWER_LOST: Final = -1
TROUBLES: Final = (*(SMOOTH,) * 14, *range(1, 11), *(ANSWER_LOST,) * 3)
"""What happens to a step: nothing mostly, else its statement of that number is never run."""


class Death(BaseException):
    """Nothing catches this, just as nothing runs after a kill."""


@dataclass
class DyingConnection:
    """A connection whose process ends before the n-th statement from now."""

    conn: AsyncConnection
    left: int

    async def execute(self, *args: Any, **kwargs: Any) -> Any:
        self._live_on()
        return await self.conn.execute(*args, **kwargs)

    async def scalar(self, *args: Any, **kwargs: Any) -> Any:
        self._live_on()
        return await self.conn.scalar(*args, **kwargs)

    async def scalars(self, *args: Any, **kwargs: Any) -> Any:
        self._live_on()
        return await self.conn.scalars(*args, **kwargs)

    def _live_on(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise Death

    def __getattr__(self, name: str) -> Any:
        return getattr(self.conn, name)


class World:
    """Runs steps and reads the books; to be closed."""

    def __init__(self, url: str) -> None:
        self._loop: asyncio.AbstractEventLoop = uvloop.new_event_loop()
        self._engine: AsyncEngine = create_async_engine(async_url(url), pool_size=1)
        self._reading = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        self.deaths = 0
        self.steps = 0

    def step(self, act: Act, trouble: int = SMOOTH) -> Any:
        """What `act` answers in the end; raises what it raises when nothing else goes wrong."""
        return self._run(self._step(act, trouble))

    def read(self, query: sa.Executable, values: dict[str, Any]) -> Any:
        """The one JSON value that `query` selects."""
        return json.loads(self._run(self._read(query, values)))

    def close(self) -> None:
        self._run(self._engine.dispose())
        self._loop.close()

    async def _step(self, act: Act, trouble: int) -> Any:
        self.steps += 1
        if trouble > 0:
            try:
                return await self._commit(act, dies_at=trouble)
            except Death:
                self.deaths += 1
        if trouble == ANSWER_LOST:
            self.deaths += 1
            await self._commit(act)
        return await self._commit(act)

    async def _commit(self, act: Act, dies_at: int = 0) -> Any:
        async with self._engine.begin() as conn:
            return await act(DyingConnection(conn, dies_at) if dies_at else conn)

    async def _read(self, query: sa.Executable, values: dict[str, Any]) -> str:
        async with self._reading.connect() as conn:
            return (await conn.execute(query, values)).scalar_one()

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self._loop.run_until_complete(work)
