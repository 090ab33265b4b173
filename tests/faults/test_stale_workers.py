"""A worker stalls, another one takes its contact and answers; then the first one wakes up."""

from collections.abc import Awaitable, Callable
from typing import Any, Literal

import pytest
from structlog.testing import capture_logs

from bot.payments.tables import pay_links
from bot.settings import Settings
from tests.support.clock import HandClock
from tests.support.crew import Crew, at_work, lapse, looping, open_front
from tests.support.faulty import StallingEngine
from tests.support.stage import Stage
from tests.support.talks import sees_terms


def logged(lines: list[Any], event: str) -> Callable[[], Awaitable[bool]]:
    async def is_there() -> bool:
        return any(line["event"] == event for line in lines)

    return is_there


async def outrun(stage: Stage, stalled: StallingEngine) -> None:
    """The stalled worker's lease ends, and another one does its work."""
    await stalled.reached.wait()
    await lapse(stage)
    async with looping(Crew(parts=stage.parts).worker()):
        await stage.settle()


@pytest.mark.parametrize(
    ("when", "refusal"),
    [("asked", "action.refused_stale_claim"), ("answered", "worker.claim_lost")],
)
async def test_whoever_wakes_up_late_is_refused(
    stage_settings: Settings, clock: HandClock, when: Literal["asked", "answered"], refusal: str
) -> None:
    async with open_front(stage_settings, clock) as stage:
        rocio = stage.person("CUS-1")
        async with at_work(Crew(parts=stage.parts)):
            await sees_terms(rocio)
        stalled = StallingEngine(stage.parts.engine, when)
        with capture_logs() as lines:
            async with at_work(Crew(parts=stage.parts, engine=stalled)):
                stage.world.say(rocio.id, "va")
                await outrun(stage, stalled)
                stalled.go_on.set()
                await stage.wait_until(logged(lines, refusal))
                await stage.settle()
        assert rocio.reads().count("folio") == 1
        assert len(await stage.plans()) == len(await stage.rows(pay_links)) == 1
