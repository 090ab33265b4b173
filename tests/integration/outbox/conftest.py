"""The way out, with a person who just wrote."""

import pytest
from redis.asyncio import Redis

from bot.storage.database import Database
from bot.storage.doorbell import Doorbell
from tests.support.clock import HandClock
from tests.support.office import Office


@pytest.fixture
def office(database: Database, redis: Redis, clock: HandClock) -> Office:
    return Office(database, Doorbell(redis), clock)
