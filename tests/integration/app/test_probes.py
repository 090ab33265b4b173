"""Alive, ready, and how many messages stand where; whatever is away is named, within seconds."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from redis.asyncio import Redis

from bot.dialogue.client import Engine
from bot.inbox.store import Inbox, InboxItem
from bot.kernel.ids import Wamid
from bot.kernel.messages import IncomingText
from bot.kernel.privacy import Vault
from bot.probes import Probes
from bot.storage import redis as storage_redis
from bot.storage.database import Database
from tests.support.clock import HandClock
from tests.support.people import arrive
from tests.support.ports import unused_port

READY = {"database": True, "redis": True, "engine": True}


async def model_loaded(_: web.Request) -> web.Response:
    return web.json_response({"model": "m1"})


@pytest.fixture
async def probes(database: Database, redis: Redis) -> AsyncIterator[Probes]:
    """Everything is there; the engine is a server that says its model is loaded."""
    engine = web.Application()
    engine.router.add_get("/webhooks/saldo/ready", model_loaded)
    async with TestServer(engine) as server, aiohttp.ClientSession() as session:
        address = str(server.make_url(""))
        yield Probes(database=database, redis=redis, engine=Engine([address], session))


async def get(probes: Probes, path: str) -> tuple[int, str]:
    app = web.Application()
    probes.add_routes(app)
    async with TestClient(TestServer(app)) as client:
        answer = await client.get(path)
        return answer.status, await answer.text()


async def ready(probes: Probes) -> tuple[int, Any]:
    status, body = await get(probes, "/readyz")
    return status, json.loads(body)


@pytest.fixture
async def no_database() -> AsyncIterator[Database]:
    away = Database(f"postgresql://saldo_app@127.0.0.1:{unused_port()}/saldo", pool_size=1)
    yield away
    await away.close()


@pytest.fixture
async def no_redis() -> AsyncIterator[Redis]:
    away = storage_redis.connect(f"redis://127.0.0.1:{unused_port()}")
    yield away
    await storage_redis.disconnect(away)


@pytest.fixture
async def no_engine() -> AsyncIterator[Engine]:
    async with aiohttp.ClientSession() as session:
        yield Engine([f"http://127.0.0.1:{unused_port()}"], session)


async def test_ready_when_all_three_answer(probes: Probes) -> None:
    assert await ready(probes) == (200, READY)


async def test_without_the_database_it_is_not_ready(probes: Probes, no_database: Database) -> None:
    away = replace(probes, database=no_database)
    assert await ready(away) == (503, {**READY, "database": False})


async def test_without_redis_it_is_not_ready(probes: Probes, no_redis: Redis) -> None:
    assert await ready(replace(probes, redis=no_redis)) == (503, {**READY, "redis": False})


async def test_without_the_engine_it_is_not_ready(probes: Probes, no_engine: Engine) -> None:
    assert await ready(replace(probes, engine=no_engine)) == (503, {**READY, "engine": False})


async def test_alive_needs_nobody(
    no_database: Database, no_redis: Redis, no_engine: Engine
) -> None:
    alone = Probes(database=no_database, redis=no_redis, engine=no_engine)
    assert await get(alone, "/healthz") == (200, '{"status": "alive"}')
    assert await ready(alone) == (503, dict.fromkeys(READY, False))


async def test_metrics_count_messages_by_state(
    probes: Probes, database: Database, vault: Vault, clock: HandClock
) -> None:
    async with database.transaction() as conn:
        contact_id = await arrive(conn, clock)
        items = [
            InboxItem(
                wamid=Wamid(wamid),
                contact_id=contact_id,
                message=IncomingText(text="hola"),
                vendor_at=clock.now(),
            )
            for wamid in ("w1", "w2")
        ]
        await Inbox(vault).insert(conn, items)
    status, body = await get(probes, "/metrics")
    assert status == 200
    assert 'saldo_inbox_messages{state="new"} 2.0' in body


async def test_metrics_tell_nothing_of_anybody(
    probes: Probes, database: Database, clock: HandClock
) -> None:
    async with database.transaction() as conn:
        contact_id = await arrive(conn, clock)
    _, body = await get(probes, "/metrics")
    assert contact_id not in body
    assert "5512345678" not in body
