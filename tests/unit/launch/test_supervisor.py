"""Fallen parts come back, a few times; then people are told."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from bot.launch.errors import LaunchError
from bot.launch.supervisor import Supervisor


@dataclass
class FakeService:
    """Falls as often as it is told; `deeds` is what was done to it."""

    name: str = "engine"
    falls: int = 0
    is_broken: bool = False
    deeds: list[str] = field(default_factory=list)
    on_stop: Callable[[str], None] = str
    came_back: asyncio.Event = field(default_factory=asyncio.Event)

    async def start(self):
        self.deeds.append("start")
        if self.is_broken and len(self.deeds) > 1:
            raise LaunchError("will not start")
        if len(self.deeds) > 1:
            self.came_back.set()

    def fall(self):
        self.falls -= 1
        return "exit 1: boom" if self.falls >= 0 else None

    async def stop(self):
        self.deeds.append("stop")
        self.on_stop(self.name)


async def watched(service, said):
    supervisor = Supervisor(say=said.append, pauses_s=(0.01, 0.02))
    await supervisor.start(service)
    return supervisor, asyncio.create_task(supervisor.watch())


async def test_a_fallen_part_is_started_again_and_people_are_told():
    service, said = FakeService(falls=1), []
    _, watching = await watched(service, said)
    async with asyncio.timeout(5):
        await service.came_back.wait()
    watching.cancel()
    assert said[0] == "engine fell (exit 1: boom), starting it again in 0.01 s"


async def test_a_part_that_starts_no_more_is_given_up_in_one_line():
    service, said = FakeService(falls=1, is_broken=True), []
    _, watching = await watched(service, said)
    with pytest.raises(LaunchError, match=r"engine keeps falling .will not start.; mend it"):
        await watching
    assert len(said) == 2


async def test_parts_are_stopped_the_last_first():
    stopped = []
    supervisor = Supervisor(say=stopped.append)
    for name in ("PostgreSQL", "bot"):
        await supervisor.start(FakeService(name=name, on_stop=stopped.append))
    await supervisor.stop()
    assert stopped == ["bot", "PostgreSQL"]


async def test_a_part_that_never_became_ready_is_stopped_too():
    service = FakeService(is_broken=True, deeds=["earlier"])
    supervisor = Supervisor(say=lambda _: None)
    with pytest.raises(LaunchError):
        await supervisor.start(service)
    await supervisor.stop()
    assert service.deeds[-1] == "stop"
