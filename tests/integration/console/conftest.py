"""The console on a real port, and browsers that come to it."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp import CookieJar, web
from aiohttp.test_utils import TestClient, TestServer
from redis.asyncio import Redis

from bot.console.routes import Console
from bot.console.sessions import Sessions
from bot.handoff.balances import ledger_balances
from bot.kernel.privacy import Vault
from bot.ledger.service import DEFAULT_ORDER
from bot.storage.database import Database
from bot.storage.doorbell import Doorbell
from tests.desk_people import agents
from tests.support.clock import HandClock
from tests.support.console import Browser


@pytest.fixture
async def server(
    database: Database, redis: Redis, vault: Vault, clock: HandClock
) -> AsyncIterator[TestServer]:
    app = web.Application()
    Console(
        database,
        Sessions(redis),
        agents(vault, clock),
        vault=vault,
        clock=clock,
        doorbell=Doorbell(redis),
        balances=ledger_balances,
        order_for=lambda _account: DEFAULT_ORDER,
        is_secure=False,
    ).add_routes(app)
    async with TestServer(app) as running:
        yield running


@pytest.fixture
async def browser(
    server: TestServer, database: Database, vault: Vault, redis: Redis
) -> AsyncIterator[Browser]:
    async with TestClient(server, cookie_jar=CookieJar(unsafe=True)) as client:
        yield Browser(client=client, database=database, vault=vault, sessions=Sessions(redis))


@pytest.fixture
async def other_browser(server: TestServer, browser: Browser) -> AsyncIterator[Browser]:
    """A second agent's."""
    async with TestClient(server, cookie_jar=CookieJar(unsafe=True)) as client:
        yield replace(browser, client=client)
