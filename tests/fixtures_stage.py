"""The engine with the trained model, once per session, and settings for a stage around it."""

import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.error import URLError

import pytest

from bot.launch.postgres import PostgresUrls
from bot.settings import Settings
from bot.storage.database import Database
from tests.support.demo import ROOT
from tests.support.ports import unused_port
from tests.support.stage import settings

ENGINE_PYTHON = ROOT / ".venv-engine/bin/python"
PATIENCE_S = 120


@dataclass(frozen=True)
class RunningEngine:
    """Where turns are asked for, and the port at which it looks for actions."""

    url: str
    action_port: int
    process: subprocess.Popen[bytes]


@pytest.fixture(scope="session")
def running_engine() -> Iterator[RunningEngine]:
    """Rasa with the trained model of these sources, as its own process."""
    subprocess.run([ENGINE_PYTHON, "-m", "bot.engine", "train"], cwd=ROOT, check=True)
    port, action_port = unused_port(), unused_port()
    action_url = f"http://127.0.0.1:{action_port}/webhook"
    process = subprocess.Popen(
        [
            ENGINE_PYTHON,
            "-m",
            "bot.engine",
            "serve",
            "--port",
            str(port),
            "--action-url",
            action_url,
        ],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_ready(f"http://127.0.0.1:{port}/webhooks/saldo/ready", process)
        yield RunningEngine(f"http://127.0.0.1:{port}", action_port, process)
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture
def stage_settings(
    running_engine: RunningEngine,
    database: Database,
    postgres_urls: PostgresUrls,
    redis: object,
    redis_url: str,
) -> Settings:
    """For `open_stage`, in the test's own task; the database and Redis are empty."""
    return settings(
        database_url=postgres_urls.app,
        redis_url=redis_url,
        engine_url=running_engine.url,
        action_port=running_engine.action_port,
    )


def wait_until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(PATIENCE_S * 5):
        with suppress(URLError, ConnectionError):
            urllib.request.urlopen(url, timeout=2).close()
            return
        with suppress(subprocess.TimeoutExpired):
            raise RuntimeError(f"the engine ended with {process.wait(timeout=0.2)}")
    raise RuntimeError("the engine did not become ready")
