"""The bot's working half as a process of its own, that works until it comes to a step and dies.

Such processes are forked from one that has imported everything already, to start quickly.
"""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.app import configure_logging, running
from bot.kernel.clock import SystemClock
from bot.parts import open_parts
from bot.settings import Settings, read
from tests.support.clock import HandClock
from tests.support.crew import Crew, at_work, hurrying
from tests.support.deaths import crew_that_dies
from tests.support.faulty import QuotingExecutor
from tests.support.ports import unused_port

PATIENCE_S: Final = 30
_FORKS: Final = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([__name__])


def run(step: str, environment: Mapping[str, str]) -> None:
    """What the process does: the crew alone, the rest of the bot being the test's."""
    asyncio.run(_work(step, read(Settings, environment)))


def run_aloud(environment: Mapping[str, str], log: Path) -> None:
    """The whole bot; every word it prints goes to `log`. Some of its errors quote people."""
    with log.open("wb") as words:
        os.dup2(words.fileno(), 1)
        os.dup2(words.fileno(), 2)
    configure_logging()
    asyncio.run(_work_aloud(read(Settings, environment)))


def environment(chosen: Settings, clock: HandClock) -> dict[str, str]:
    """The settings as a process reads them; its clock goes on from where `clock` stands."""
    offset = int((clock.now() - datetime.now(UTC)).total_seconds())
    words = {f"SALDO_{name.upper()}": _word(value) for name, value in chosen if value}
    if chosen.telegram_bot_token is None:
        # A shifted clock is refused beside a real vendor's address, even one that is not used.
        words["SALDO_TELEGRAM_API_URL"] = chosen.public_url
    return words | {"SALDO_CLOCK_OFFSET_S": str(offset)}


async def dies_at(step: str, chosen: Settings, clock: HandClock) -> None:
    """Start a bot that lives until `step`, and wait for its death by SIGKILL."""
    process = _FORKS.Process(target=run, args=(step, environment(chosen, clock)))
    process.start()
    try:
        await asyncio.to_thread(process.join, PATIENCE_S)
        assert process.exitcode == -signal.SIGKILL
    finally:
        process.kill()
        process.join()
        process.close()


@asynccontextmanager
async def running_aloud(chosen: Settings, clock: HandClock, log: Path) -> AsyncIterator[None]:
    process = _FORKS.Process(target=run_aloud, args=(environment(chosen, clock), log))
    process.start()
    try:
        yield
    finally:
        process.terminate()
        await asyncio.to_thread(process.join)
        process.close()


async def _work(step: str, chosen: Settings) -> None:
    clock = SystemClock(chosen.clock_offset)
    async with open_parts(chosen, clock) as parts, at_work(crew_that_dies(step, parts)):
        await asyncio.Event().wait()


async def _work_aloud(chosen: Settings) -> None:
    async with open_parts(chosen, SystemClock(chosen.clock_offset)) as parts:
        crew = Crew(parts=parts, executor=QuotingExecutor)
        # The engine calls the crew's actions; the bot's own are where nobody looks for them.
        elsewhere = chosen.model_copy(update={"action_port": unused_port()})
        actions = TestServer(crew.actions(), port=chosen.action_port)
        async with running(replace(parts, settings=elsewhere)), actions, hurrying(parts):
            await asyncio.Event().wait()


def _word(value: object) -> str:
    match value:
        case SecretStr():
            return value.get_secret_value()
        case tuple():
            return ",".join(map(str, value))
        case _:
            return str(value)
