"""The real dialogue engine as a process, and a hand-written application that runs its actions."""

import asyncio
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.dialogue.client import Engine, TurnAnswer, TurnRequest

ROOT = Path(__file__).resolve().parents[1]
PYTHON = ROOT / ".venv-engine" / "bin" / "python"
START_TIMEOUT_S = 120


def slot(name: str, value: object) -> dict[str, Any]:
    return {"event": "slot", "name": name, "value": value}


@dataclass
class FakeActions:
    """Says each action's name as a reply; identification goes by `metadata.choice`."""

    calls: list[dict[str, Any]] = field(default_factory=list)
    failing: set[str] = field(default_factory=set)
    answers: dict[str, Any] = field(default_factory=dict)

    async def webhook(self, request: web.Request) -> web.Response:
        call = await request.json()
        self.calls.append(call)
        name = call["next_action"]
        if name in self.failing:
            return web.json_response({"error": "broken"}, status=500)
        return web.json_response(self.answers.get(name) or self._answer(name, call["tracker"]))

    @property
    def names(self) -> list[str]:
        return [call["next_action"] for call in self.calls]

    def forget(self) -> None:
        self.calls.clear()
        self.failing.clear()
        self.answers.clear()

    def _answer(self, name: str, tracker: dict[str, Any]) -> dict[str, Any]:
        if name == "validate_identity_form":
            return {"events": self._identified(tracker), "responses": []}
        if name == "action_after_identity" and not tracker["slots"]["identity"]:
            return {"events": [], "responses": []}
        awaiting = {"action_greet": "person", "action_wrong_person": "nobody"}.get(name)
        events = [slot("awaiting", awaiting)] if awaiting else []
        return {"events": events, "responses": [{"custom": {"key": name}}]}

    def _identified(self, tracker: dict[str, Any]) -> list[dict[str, Any]]:
        if not tracker["slots"]["identity"]:
            return []
        choice = tracker["latest_message"]["metadata"]["choice"]
        is_given = tracker["latest_message"]["intent"]["name"] == "provide_identity"
        if is_given and choice == "locked":
            return [slot("identity", False), slot("requested_slot", None)]
        return [slot("identity", True if is_given and choice == "right" else None)]


@dataclass
class Conversation:
    """One contact talking with the engine, its events handed over from turn to turn."""

    engine: Engine
    contact: str = "con_1"
    is_verified: bool = False
    events: list[dict[str, Any]] | None = None

    async def say(
        self, message: str, *, choice: str | None = None, close_forms: bool = False
    ) -> TurnAnswer:
        answer = await self.engine.turn(
            TurnRequest(
                contact=self.contact,
                message=message,
                turn="wamid.1",
                epoch=7,
                language="es",
                is_verified=self.is_verified,
                choice=choice,
                close_forms=close_forms,
                events=self.events,
            )
        )
        self.events = answer.events
        return answer

    async def hears(self, message: str, *, choice: str | None = None) -> list[str]:
        return [reply.key for reply in (await self.say(message, choice=choice)).replies]


@dataclass
class RunningEngine:
    url: str
    actions: FakeActions
    ready_after_s: float
    memory_mb: int


@contextmanager
def running_engine(actions: FakeActions) -> Iterator[RunningEngine]:
    """Train if needed, start the engine and the fake application, stop both at the end."""
    subprocess.run([PYTHON, "-m", "bot.engine", "train"], cwd=ROOT, check=True)
    with ActionServer(actions) as action_port:
        port, started = _free_port(), time.monotonic()
        action_url = f"http://127.0.0.1:{action_port}/webhook"
        command = [PYTHON, "-m", "bot.engine", "serve", "--port", str(port)]
        with subprocess.Popen([*command, "--action-url", action_url], cwd=ROOT) as process:
            try:
                url = f"http://127.0.0.1:{port}"
                _wait_until_ready(url, process)
                yield RunningEngine(url, actions, time.monotonic() - started, _memory_mb(process))
            finally:
                process.terminate()


@pytest.fixture(scope="session")
def engine_process() -> Iterator[RunningEngine]:
    with running_engine(FakeActions()) as running:
        yield running


@pytest.fixture
async def engine(engine_process: RunningEngine) -> AsyncIterator[Engine]:
    """A client of the running engine."""
    async with aiohttp.ClientSession() as session:
        yield Engine([engine_process.url], session)


@pytest.fixture
def fake_actions(engine_process: RunningEngine) -> FakeActions:
    engine_process.actions.forget()
    return engine_process.actions


@pytest.fixture
def talk(engine: Engine, fake_actions: FakeActions) -> Conversation:
    return Conversation(engine)


class ActionServer:
    """Serves the fake application in a thread of its own, for all tests of the session."""

    def __init__(self, actions: FakeActions) -> None:
        self._actions = actions
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> int:
        self._thread.start()
        return asyncio.run_coroutine_threadsafe(self._start(), self._loop).result()

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _start(self) -> int:
        app = web.Application()
        app.add_routes([web.post("/webhook", self._actions.webhook)])
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return int(self._runner.addresses[0][1])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/webhooks/saldo/ready", timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError("the engine did not become ready")


def _memory_mb(process: subprocess.Popen[bytes]) -> int:
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    [resident] = [line for line in lines if line.startswith("VmRSS")]
    return int(resident.split()[1]) // 1024
