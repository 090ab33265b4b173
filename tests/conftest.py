"""Fixtures every test may use: the real PostgreSQL and Redis, a clock set by hand, the vault."""

import secrets
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.privacy import Vault
from bot.launch.postgres import FAST, EmbeddedPostgres, PostgresUrls
from bot.launch.redis import EmbeddedRedis
from bot.storage import redis as storage_redis
from bot.storage.database import Database
from bot.storage.migrate import upgrade
from tests.support.clock import HandClock

pytest_plugins = ["tests.fixtures_engine", "tests.fixtures_stage", "tests.fixtures_stripe"]


@pytest.fixture(scope="session")
def postgres_urls() -> Iterator[PostgresUrls]:
    with tempfile.TemporaryDirectory(prefix="saldo-test-", dir="/var/tmp") as folder:
        root = Path(folder)
        root.chmod(0o755)
        server = EmbeddedPostgres(root, settings=FAST)
        try:
            urls = server.start()
            upgrade(urls.owner)
            yield urls
        finally:
            server.stop()


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="saldo-test-") as folder:
        server = EmbeddedRedis(Path(folder))
        try:
            yield server.start()
        finally:
            server.stop()


@pytest.fixture
async def database(postgres_urls: PostgresUrls) -> AsyncIterator[Database]:
    """The migrated database as the application's role, emptied afterwards."""
    application = Database(postgres_urls.app, pool_size=10)
    yield application
    await application.close()
    await _empty(postgres_urls.owner)


@pytest.fixture
async def conn(database: Database) -> AsyncIterator[AsyncConnection]:
    """One transaction that is rolled back at the end."""
    async with database.transaction() as connection:
        yield connection
        await connection.rollback()


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    client = storage_redis.connect(redis_url)
    await client.flushall()
    yield client
    await client.aclose()
    await client.connection_pool.disconnect()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(scope="session")
def vault() -> Vault:
    return Vault(secrets.token_urlsafe(32))


# TRUNCATE takes 40 ms for all tables, however few rows there are; DELETE takes 3, and leaves dead
# rows that are in the way of whoever reads once they are many.
_EMPTY = """
DO $$ DECLARE name text; BEGIN
  SET LOCAL session_replication_role = replica;
  FOR name IN SELECT format('%I', tablename) FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    IF pg_relation_size(name::regclass) < 1e6 THEN
      EXECUTE 'DELETE FROM ' || name;
    ELSE
      EXECUTE 'TRUNCATE ' || name || ' CASCADE';
    END IF;
  END LOOP;
  PERFORM setval(seqrelid, seqstart, false) FROM pg_sequence;
END $$
"""


async def _empty(owner_url: str) -> None:
    """Forget every row; as the superuser, because the ledger's triggers refuse everyone else."""
    superuser = Database(owner_url.replace("saldo_owner@", "postgres@"), pool_size=1)
    async with superuser.transaction() as connection:
        await connection.execute(sa.text(_EMPTY))
    await superuser.close()
