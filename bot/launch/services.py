"""The parts of a running system: each can be started until it is ready, watched, and stopped."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

import aiohttp

from bot.launch import child
from bot.launch.errors import LaunchError
from bot.launch.home import Home
from bot.launch.plan import Plan, local
from bot.launch.postgres import EmbeddedPostgres
from bot.launch.redis import EmbeddedRedis

PROJECT: Final = Path(__file__).resolve().parents[2]
ENGINE_PYTHON: Final = PROJECT / ".venv-engine/bin/python"
_POLL_S: Final = 0.2
_STOP_PATIENCE_S: Final = 15.0
_PROBE_TIMEOUT: Final = aiohttp.ClientTimeout(total=2)


class Service(Protocol):
    """One part, as the supervisor sees it."""

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    def fall(self) -> str | None:
        """Why it is no longer running, or None while it is."""
        ...

    async def start(self) -> None:
        """Start it and wait until it is ready. Raises LaunchError with one line."""
        ...

    async def stop(self) -> None:
        """Stop it, for good or before another start."""
        ...


@dataclass(slots=True, kw_only=True)
class Program:
    """A program of ours: ready when every probe address answers 200."""

    name: str
    command: child.Command
    probes: tuple[str, ...]
    patience_s: float
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    async def start(self) -> None:
        """Start it and wait for its probes."""
        self._process = child.spawn(self.command)
        try:
            async with (
                asyncio.timeout(self.patience_s),
                aiohttp.ClientSession(timeout=_PROBE_TIMEOUT) as session,
            ):
                for probe in self.probes:
                    await self._wait_for(probe, session)
        except TimeoutError:
            raise LaunchError(
                f"the {self.name} was not ready in {self.patience_s:.0f} s, see {self.command.log}"
            ) from None

    def fall(self) -> str | None:
        """Its exit code and where its words are, once it has ended."""
        if self._process is None or self._process.poll() is None:
            return None
        return f"exit {self._process.returncode}, see {self.command.log}"

    async def stop(self) -> None:
        """Ask it to end, and make it end."""
        if self._process is not None:
            process, self._process = self._process, None
            await asyncio.to_thread(
                child.stop, process, self.command.stop_signal, patience_s=_STOP_PATIENCE_S
            )

    async def _wait_for(self, probe: str, session: aiohttp.ClientSession) -> None:
        while not await _answers(probe, session):
            fall = self.fall()
            if fall is not None:
                words = child.last_line(self.command.log)
                raise LaunchError(f"the {self.name} stopped at once: {words} ({fall})")
            await asyncio.sleep(_POLL_S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """An embedded server; started again after a fall, it keeps its address."""

    name: str
    server: EmbeddedPostgres | EmbeddedRedis

    async def start(self) -> None:
        """Start it; its address does not change."""
        await asyncio.to_thread(self.server.start)

    def fall(self) -> str | None:
        """Its exit code, once it has ended."""
        code = self.server.process.poll()
        return None if code is None else f"exit {code}"

    async def stop(self) -> None:
        """Stop it for good."""
        await asyncio.to_thread(self.server.stop)


def engine(plan: Plan, home: Home, environment: Mapping[str, str]) -> Program:
    """The dialogue engine, in its own interpreter, on loopback."""
    action_url = f"{local(plan.action_port)}/webhook"
    words = ("serve", "--port", str(plan.engine_port), "--action-url", action_url)
    return Program(
        name="engine",
        command=_command([ENGINE_PYTHON, "-m", "bot.engine", *words], "engine", home, environment),
        probes=(f"{local(plan.engine_port or 0)}/webhooks/saldo/ready",),
        patience_s=180,
    )


def bot(plan: Plan, home: Home, environment: Mapping[str, str]) -> Program:
    """The bot, every role in one process."""
    argv = [sys.executable, "-m", "bot", "serve"]
    return Program(
        name="bot",
        command=_command(argv, "bot", home, environment),
        probes=(f"{local(plan.port)}/readyz",),
        patience_s=900,  # it is ready when the engine is, which may have to be trained first
    )


def stand_ins(plan: Plan, home: Home, environment: Mapping[str, str]) -> Program:
    """The vendors' stand-ins, together in one process."""
    argv = [sys.executable, "-m", "bot", "sandbox", *(s.name for s in plan.stand_ins)]
    return Program(
        name="sandbox",
        command=_command(argv, "sandbox", home, environment),
        probes=tuple(f"{local(plan.port_of(s))}/healthz" for s in plan.stand_ins),
        patience_s=60,
    )


def _command(
    argv: Sequence[str | Path], name: str, home: Home, environment: Mapping[str, str]
) -> child.Command:
    log = home.logs / f"{name}.log"
    return child.Command(argv=argv, log=log, cwd=PROJECT, env=environment)


async def _answers(probe: str, session: aiohttp.ClientSession) -> bool:
    try:
        async with session.get(probe) as answer:
            return answer.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False
