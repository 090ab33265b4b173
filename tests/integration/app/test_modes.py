"""A system is live or a test from its first start on."""

import pytest
from redis.asyncio import Redis

from bot.launch.postgres import PostgresUrls
from bot.parts import open_parts
from bot.payments.mode import ModeMixed
from bot.settings import Settings
from bot.storage.database import Database
from tests.support.clock import HandClock
from tests.support.ports import unused_port
from tests.support.stage import settings


@pytest.fixture
def chosen(
    database: Database, redis: Redis, postgres_urls: PostgresUrls, redis_url: str
) -> Settings:
    return settings(
        database_url=postgres_urls.app,
        redis_url=redis_url,
        engine_url=f"http://127.0.0.1:{unused_port()}",
        action_port=unused_port(),
    )


def with_key(chosen: Settings, key: str) -> Settings:
    values = chosen.model_dump() | {"sandbox": False, "stripe_secret_key": key}
    return Settings(**values)


async def test_a_database_of_test_payments_is_not_opened_with_a_live_key(
    chosen: Settings, clock: HandClock
) -> None:
    for _ in range(2):
        async with open_parts(with_key(chosen, "sk_test_1"), clock):
            pass
    with pytest.raises(ModeMixed, match="SALDO_STRIPE_SECRET_KEY is a live key"):
        async with open_parts(with_key(chosen, "sk_live_1"), clock):
            pass
