"""Redis or PostgreSQL goes away under traffic and comes back: nothing is lost, nobody helps."""

import asyncio
import re
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.inbox.tables import inbox
from bot.launch.postgres import EmbeddedPostgres, PostgresUrls
from bot.launch.redis import EmbeddedRedis
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.migrate import upgrade
from tests.support.clock import HandClock
from tests.support.crew import lapse
from tests.support.posts import batch, post
from tests.support.stage import Person, open_stage
from tests.support.talks import proves_who_she_is

REDIS_AWAY_S = 10


@pytest.fixture
def own_redis() -> Iterator[EmbeddedRedis]:
    with tempfile.TemporaryDirectory(prefix="saldo-test-") as folder:
        server = EmbeddedRedis(Path(folder))
        server.start()
        yield server
        server.stop()


@pytest.fixture
def own_postgres() -> Iterator[EmbeddedPostgres]:
    with tempfile.TemporaryDirectory(prefix="saldo-test-", dir="/var/tmp") as folder:
        Path(folder).chmod(0o755)
        server = EmbeddedPostgres(Path(folder))  # as in production: what is committed stays
        upgrade(server.start().owner)
        yield server
        server.stop()


def stop(process: subprocess.Popen[bytes], sign: signal.Signals) -> None:
    process.send_signal(sign)
    process.wait(timeout=20)


async def chats_for(person: Person, seconds: float) -> int:
    """Greet and wait for the answer, again and again; how many times."""
    loop = asyncio.get_running_loop()
    end, times = loop.time() + seconds, 0
    while loop.time() < end:
        assert "¿Hablo con" in await person.says("hola")
        times += 1
    return times


async def test_everything_is_answered_once_while_redis_is_away(
    stage_settings: Settings, own_redis: EmbeddedRedis, clock: HandClock
) -> None:
    chosen = stage_settings.model_copy(update={"redis_url": own_redis.url})
    async with open_stage(chosen, clock) as stage:
        people = [stage.person(name) for name in ("CUS-1", "CUS-2", "CUS-3")]
        stop(own_redis.process, signal.SIGKILL)
        said = await asyncio.gather(*(chats_for(person, REDIS_AWAY_S) for person in people))
        own_redis.start()
        said += await asyncio.gather(*(chats_for(person, 0.1) for person in people))
        assert len(await stage.rows(inbox)) == sum(said)
        assert sum(len(person.bubbles()) for person in people) == sum(said)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGQUIT])
async def test_nothing_is_taken_while_the_database_is_away_and_all_of_it_afterwards(
    stage_settings: Settings,
    own_postgres: EmbeddedPostgres,
    clock: HandClock,
    sign: signal.Signals,
) -> None:
    chosen = stage_settings.model_copy(update={"database_url": own_postgres.urls.app})
    async with open_stage(chosen, clock) as stage:
        rocio, javier = stage.person("CUS-1"), stage.person("CUS-2")
        assert "¿Hablo con Rocío?" in await rocio.says("hola")
        stage.world.say(javier.id, "hola")  # may be in mid-turn when the database goes
        stop(own_postgres.process, sign)
        assert await post(stage, batch(rocio, ["cuánto debo?"])) == 503
        stage.world.say(rocio.id, "cuánto debo?")
        own_postgres.start()
        await lapse(stage)
        await stage.settle()
        assert rocio.reads().count("fecha de nacimiento") == 1
        assert javier.reads().count("¿Hablo con Javier?") == 1


async def test_a_ledger_that_cannot_be_asked_is_said_so_and_asked_again_later(
    stage_settings: Settings, postgres_urls: PostgresUrls, clock: HandClock
) -> None:
    owner = Database(postgres_urls.owner, pool_size=1)
    async with open_stage(stage_settings, clock) as stage:
        rocio = stage.person("CUS-1")
        await proves_who_she_is(rocio)
        async with owner.transaction() as conn:
            await conn.execute(sa.text("LOCK TABLE entries IN ACCESS EXCLUSIVE MODE"))
            said = await rocio.says("cuánto debo en total?")
        assert "no puedo consultar tu saldo" in said
        assert not re.search(r"\d", said)
        assert "$2,272.35 MXN" in await rocio.says("cuánto debo en total?")
    await owner.close()
