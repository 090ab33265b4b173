"""Keeps the parts running: a fallen one is started again, a few times, and people are told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from bot.launch.errors import LaunchError
from bot.launch.restarts import PAUSES_S, RestartBudget
from bot.launch.services import Service
from bot.launch.together import together

_LOOK_EVERY_S: Final = 0.2


@dataclass(slots=True, kw_only=True)
class Supervisor:
    """Starts parts, watches them, stops them in reverse; `say` tells people what happened."""

    say: Callable[[str], None]
    pauses_s: tuple[float, ...] = PAUSES_S
    _started: list[Service] = field(default_factory=list, init=False)

    async def start(self, service: Service) -> None:
        """Start one part; it is stopped with the others even when it never became ready."""
        self._started.append(service)
        await service.start()

    async def watch(self) -> None:
        """Look after every part until cancelled. Raises LaunchError when one falls too often."""
        await together(*(self._look_after(service) for service in self._started))

    async def stop(self) -> None:
        """Stop every part that was started, the last first."""
        while self._started:
            await self._started.pop().stop()

    async def _look_after(self, service: Service) -> None:
        budget = RestartBudget(pauses_s=self.pauses_s)
        while True:
            fall = service.fall()
            while fall is not None:
                fall = await self._start_again(service, fall, budget)
            await asyncio.sleep(_LOOK_EVERY_S)

    async def _start_again(self, service: Service, fall: str, budget: RestartBudget) -> str | None:
        """One more try; the new fall when it failed too."""
        pause_s = budget.pause_after_fall(time.monotonic())
        if pause_s is None:
            raise LaunchError(
                f"the {service.name} keeps falling ({fall}); mend it, then start again"
            )
        self.say(f"{service.name} fell ({fall}), starting it again in {pause_s:g} s")
        await asyncio.sleep(pause_s)
        try:
            await service.start()
        except LaunchError as error:
            await service.stop()
            return str(error)
        self.say(f"{service.name} is back")
        return None
