"""`/healthz` (alive), `/readyz` (database, Redis and the engine's model answer) and `/metrics`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from aiohttp import web
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from bot.dialogue.client import Engine
from bot.inbox.tables import inbox
from bot.outbox.tables import outbox
from bot.payments.tables import stripe_events
from bot.storage.database import Database

_PATIENCE_S: Final = 2
# Watch `dead` in the first and the last, `unknown` and `failed` in the second.
_COUNTED: Final[Mapping[str, sa.Table]] = {
    "inbox_messages": inbox,
    "outbox_messages": outbox,
    "stripe_events": stripe_events,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Probes:
    """What is asked, and how."""

    database: Database
    redis: Redis
    engine: Engine

    def add_routes(self, app: web.Application) -> None:
        """Serve the probes in `app`."""
        app.router.add_get("/healthz", self._alive)
        app.router.add_get("/readyz", self._ready)
        app.router.add_get("/metrics", self._metrics)

    async def _alive(self, _request: web.Request) -> web.Response:
        return web.json_response({"status": "alive"})

    async def _ready(self, _request: web.Request) -> web.Response:
        checks = await asyncio.gather(
            _answers(self._ask_database()), _answers(self._ask_redis()), self.engine.ready()
        )
        named = dict(zip(("database", "redis", "engine"), checks, strict=True))
        return web.json_response(named, status=200 if all(checks) else 503)

    async def _ask_database(self) -> None:
        async with self.database.transaction() as conn:
            await conn.execute(sa.text("SELECT 1"))

    async def _ask_redis(self) -> None:
        await self.redis.ping()

    async def _metrics(self, _request: web.Request) -> web.Response:
        registry = CollectorRegistry()
        async with self.database.transaction() as conn:
            for name, table in _COUNTED.items():
                gauge = Gauge(f"saldo_{name}", "Rows by state", ["state"], registry=registry)
                counted = sa.select(table.c.state, sa.func.count()).group_by(table.c.state)
                for state, count in await conn.execute(counted):
                    gauge.labels(state=state).set(count)
        return web.Response(body=generate_latest(registry), content_type="text/plain")


async def _answers(question: Awaitable[None]) -> bool:
    try:
        async with asyncio.timeout(_PATIENCE_S):
            await question
    except (SQLAlchemyError, RedisError, OSError, TimeoutError):
        return False
    return True
