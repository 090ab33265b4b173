"""What the outside world may reach is what was promised to stay, and nothing else."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from redis.asyncio import Redis

from bot.app import Role, running
from bot.launch.postgres import PostgresUrls
from bot.parts import Parts, open_parts
from bot.settings import Settings
from bot.storage.database import Database
from bot.web import action_application, web_application
from tests.support.clock import HandClock
from tests.support.ports import unused_port
from tests.support.stage import settings, with_telegram

STABLE = {
    ("GET", "/webhooks/whatsapp"),
    ("POST", "/webhooks/whatsapp"),
    ("POST", "/webhooks/stripe"),
    ("GET", "/p/{token}"),
    ("POST", "/p/{token}"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
}
TELEGRAM = ("POST", "/webhooks/telegram")
SIGNED = ["/webhooks/whatsapp", "/webhooks/stripe", "/webhooks/telegram"]


@pytest.fixture
def chosen(
    database: Database, redis: Redis, postgres_urls: PostgresUrls, redis_url: str
) -> Settings:
    """A system whose engine is away."""
    return settings(
        database_url=postgres_urls.app,
        redis_url=redis_url,
        engine_url=f"http://127.0.0.1:{unused_port()}",
        action_port=unused_port(),
    )


@pytest.fixture
async def parts(chosen: Settings, clock: HandClock) -> AsyncIterator[Parts]:
    async with open_parts(with_telegram(chosen), clock) as opened:
        yield opened


def routes(application: web.Application) -> set[tuple[str, str]]:
    """Method and path of every route; HEAD comes with GET by itself."""
    return {
        (route.method, route.resource.canonical)
        for route in application.router.routes()
        if route.resource is not None and route.method != "HEAD"
    }


def outside_the_console(application: web.Application) -> set[tuple[str, str]]:
    return {(method, path) for method, path in routes(application) if "/console" not in path}


def test_the_web_serves_what_was_promised(parts: Parts) -> None:
    assert outside_the_console(web_application(parts)) == STABLE | {TELEGRAM}


async def test_without_a_telegram_bot_nobody_listens_for_it(
    chosen: Settings, clock: HandClock
) -> None:
    async with open_parts(chosen, clock) as alone:
        assert outside_the_console(web_application(alone)) == STABLE


def test_the_console_lives_under_one_path(parts: Parts) -> None:
    console = routes(web_application(parts)) - STABLE - {TELEGRAM}
    assert console
    assert all(path.startswith("/console") for _, path in console)


def test_actions_are_no_part_of_the_web(parts: Parts) -> None:
    assert routes(action_application(parts)) == {("POST", "/webhook"), ("GET", "/health")}
    assert ("POST", "/webhook") not in routes(web_application(parts))


@pytest.mark.parametrize("path", SIGNED)
async def test_no_webhook_takes_what_is_not_signed(parts: Parts, path: str) -> None:
    async with TestClient(TestServer(web_application(parts))) as client:
        answer = await client.post(path, data=b'{"entry": []}')
        assert answer.status in (400, 401, 403)


@pytest.mark.parametrize("path", ["/", "/webhook", "/p/", "/console/nowhere", "/.env"])
async def test_any_other_path_is_nowhere(parts: Parts, path: str) -> None:
    async with TestClient(TestServer(web_application(parts))) as client:
        assert (await client.get(path, allow_redirects=False)).status in (303, 404, 405)


@pytest.mark.parametrize(
    ("roles", "open_ports"),
    [
        ((Role.WEB,), ["port"]),
        ((Role.JOBS,), []),
        ((Role.WORKER,), ["action_port"]),
        ((Role.WEB, Role.WORKER), ["action_port", "port"]),
    ],
    ids=str,
)
async def test_a_role_listens_only_where_it_has_to(
    chosen: Settings, clock: HandClock, roles: tuple[Role, ...], open_ports: list[str]
) -> None:
    async with open_parts(chosen, clock) as alone, running(alone, frozenset(roles)):
        found = [name for name in ("action_port", "port") if await _answers(getattr(chosen, name))]
    assert found == open_ports


async def _answers(port: int) -> bool:
    async with aiohttp.ClientSession() as session:
        try:
            async with session.get(f"http://127.0.0.1:{port}/"):
                return True
        except aiohttp.ClientConnectorError:
            return False
