"""The engine is killed with -9 while a turn runs in it, and started again."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from rasa_sdk.executor import ActionExecutor

from bot.payments.tables import pay_links
from bot.settings import Settings
from tests.support.clock import HandClock
from tests.support.crew import Crew, at_work, hurrying, open_front
from tests.support.engine_process import EngineProcess
from tests.support.ports import unused_port
from tests.support.talks import sees_terms


@pytest.fixture
def own_engine(stage_settings: Settings) -> Iterator[EngineProcess]:
    """One that may be killed, beside the session's own."""
    engine = EngineProcess(port=unused_port(), action_port=unused_port())
    engine.start()
    yield engine
    engine.kill()


@dataclass
class KillingExecutor:
    """Runs an action while the engine that waits for it dies."""

    executor: ActionExecutor
    engine: EngineProcess
    killed: asyncio.Event

    async def run(self, call: dict[str, Any]) -> Any:
        if not self.killed.is_set():
            self.engine.kill()
            self.killed.set()
        return await self.executor.run(call)


async def test_a_yes_is_taken_once_though_the_engine_died_on_it(
    stage_settings: Settings, own_engine: EngineProcess, clock: HandClock
) -> None:
    mine = {"engine_urls": (own_engine.url,), "action_port": own_engine.action_port}
    async with open_front(stage_settings.model_copy(update=mine), clock) as stage:
        rocio, killed = stage.person("CUS-1"), asyncio.Event()
        async with at_work(Crew(parts=stage.parts)):
            await sees_terms(rocio)
        crew = Crew(
            parts=stage.parts, executor=lambda own: KillingExecutor(own, own_engine, killed)
        )
        async with at_work(crew), hurrying(stage.parts):
            stage.world.say(rocio.id, "va")
            await killed.wait()
            await asyncio.to_thread(own_engine.start)
            await stage.settle()
        assert rocio.reads().count("folio") == 1
        assert len(await stage.plans()) == len(await stage.rows(pay_links)) == 1
        assert await stage.cases() == []
