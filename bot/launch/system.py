"""The whole system as one thing: started side by side, watched, and stopped without a trace."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from datetime import UTC, datetime

from bot.launch import ports, services
from bot.launch.home import Home
from bot.launch.plan import Plan, filled_in, make_plan
from bot.launch.portfolio import fill_if_empty
from bot.launch.postgres import EmbeddedPostgres
from bot.launch.redis import EmbeddedRedis
from bot.launch.screen import Screen
from bot.launch.services import Program, Server
from bot.launch.supervisor import Supervisor
from bot.launch.together import together
from bot.launch.training import train
from bot.settings import LaunchSettings, Settings, StorageSettings, read
from bot.storage.migrate import upgrade


class System:
    """One running Saldo in `home`, from the words of one environment."""

    def __init__(self, home: Home, given: Mapping[str, str], screen: Screen) -> None:
        """Raises SettingsError when what is given contradicts itself."""
        self._home = home
        self._given = given
        self._screen = screen
        self._supervisor = Supervisor(say=screen.say)
        self.plan: Plan = make_plan(
            read(LaunchSettings, given),
            given,
            secrets=home.secrets(),
            wall_now=datetime.now(UTC),
        )
        self.environment: Mapping[str, str] = self.plan.environment

    async def start(self) -> None:
        """Start everything there is to start and wait until all of it is ready.

        Raises LaunchError or SettingsError; call `stop` all the same.
        """
        ports.require_free(self.plan.parts())
        self._home.empty_logs()
        await together(self._start_postgres(), self._start_redis())
        read(Settings, self.environment)
        self._home.write_run_env(self.environment)
        await together(self._start_engine(), self._start_bot())

    async def watch(self) -> None:
        """Keep it running until cancelled. Raises LaunchError when a part falls too often."""
        await self._supervisor.watch()

    async def stop(self) -> None:
        """Stop everything that was started."""
        await self._supervisor.stop()
        self._home.remove_run_env()

    async def _start_postgres(self) -> None:
        if not self.plan.has_own_postgres:
            return
        server = EmbeddedPostgres(self._home.root)
        await self._start(Server(name="PostgreSQL", server=server))
        self._fill(SALDO_DATABASE_URL=server.urls.app, SALDO_MIGRATION_URL=server.urls.owner)

    async def _start_redis(self) -> None:
        if not self.plan.has_own_redis:
            return
        server = EmbeddedRedis(self._home.root)
        await self._start(Server(name="Redis", server=server))
        self._fill(SALDO_REDIS_URL=server.url)

    async def _start_engine(self) -> None:
        if self.plan.engine_port is None:
            return
        with self._screen.step("model") as advance:
            await train(self._home, self._for_children(), advance)
        await self._start(services.engine(self.plan, self._home, self._for_children()))

    async def _start_bot(self) -> None:
        await together(self._prepare_database(), self._start_stand_ins())
        await self._start(services.bot(self.plan, self._home, self._for_children()))

    async def _prepare_database(self) -> None:
        with self._screen.step("database"):
            await asyncio.to_thread(upgrade, self.environment["SALDO_MIGRATION_URL"])
            if self.plan.is_sandbox:
                await fill_if_empty(read(StorageSettings, self.environment))

    async def _start_stand_ins(self) -> None:
        if self.plan.stand_ins:
            await self._start(services.stand_ins(self.plan, self._home, self._for_children()))

    async def _start(self, service: Program | Server) -> None:
        with self._screen.step(service.name):
            await self._supervisor.start(service)

    def _fill(self, **words: str) -> None:
        self.environment = filled_in(self.environment, words)

    def _for_children(self) -> dict[str, str]:
        others = {name: word for name, word in os.environ.items() if not name.startswith("SALDO_")}
        return others | dict(self.environment)
