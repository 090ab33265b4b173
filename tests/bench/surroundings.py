"""What the bench runs against, started and stopped by it: servers, engine, stock Rasa."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.launch import child
from bot.launch.postgres import EmbeddedPostgres
from bot.launch.redis import EmbeddedRedis
from bot.launch.services import ENGINE_PYTHON, PROJECT, Program
from bot.settings import Settings, read
from bot.storage.migrate import upgrade
from tests.support.ports import unused_port

# The threads of numpy alone are set, and for both engines alike.
_ENGINE_ENVIRONMENT = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONWARNINGS": "ignore",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "PYTHONPATH": str(PROJECT),
}


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """Addresses of one bench, and the environment in which our processes run."""

    folder: Path
    environment: Mapping[str, str]
    engine_port: int
    stock_port: int
    stock_actions_port: int
    graph_port: int

    @property
    def settings(self) -> Settings:
        return read(Settings, self.environment)

    @property
    def stock_url(self) -> str:
        return f"http://127.0.0.1:{self.stock_port}/webhooks/rest/webhook"


@contextmanager
def storage() -> Iterator[Surroundings]:
    """PostgreSQL with its durable settings, Redis, and the database's shape."""
    with tempfile.TemporaryDirectory(prefix="saldo-bench-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        postgres, redis = EmbeddedPostgres(folder), EmbeddedRedis(folder)
        try:
            urls = postgres.start()
            upgrade(urls.owner)
            yield _surroundings(folder, database_url=urls.app, redis_url=redis.start())
        finally:
            redis.stop()
            postgres.stop()


def _surroundings(folder: Path, *, database_url: str, redis_url: str) -> Surroundings:
    bot, actions, engine, stock, stock_actions, graph = (unused_port() for _ in range(6))
    environment = {
        "SALDO_SANDBOX": "1",
        "SALDO_DATABASE_URL": database_url,
        "SALDO_REDIS_URL": redis_url,
        "SALDO_ENGINE_URLS": f"http://127.0.0.1:{engine}",
        "SALDO_ACTION_PORT": str(actions),
        "SALDO_IDENTITY_KEY": "a key that is only for the bench",
        "SALDO_PORT": str(bot),
        "SALDO_PUBLIC_URL": f"http://127.0.0.1:{bot}",
        "SALDO_WHATSAPP_API_URL": f"http://127.0.0.1:{graph}",
        "SALDO_WHATSAPP_TOKEN": "token",
        "SALDO_WHATSAPP_APP_SECRET": "app secret",
        "SALDO_WHATSAPP_VERIFY_TOKEN": "verify token",
        "SALDO_WHATSAPP_PHONE_NUMBER_ID": "1000",
        "SALDO_STRIPE_API_URL": f"http://127.0.0.1:{graph}",
        "SALDO_STRIPE_SECRET_KEY": "sk_test_for_the_bench",
        "SALDO_STRIPE_WEBHOOK_SECRET": "whsec_for_the_bench",
    }
    return Surroundings(
        folder=folder,
        environment=environment,
        engine_port=engine,
        stock_port=stock,
        stock_actions_port=stock_actions,
        graph_port=graph,
    )


def trained_model() -> Path:
    """The model of these sources, trained now if there is none."""
    subprocess.run([ENGINE_PYTHON, "-m", "bot.engine", "train"], cwd=PROJECT, check=True)
    named = subprocess.run(
        [ENGINE_PYTHON, "-m", "bot.engine", "fingerprint"],
        cwd=PROJECT,
        check=True,
        capture_output=True,
        text=True,
    )
    return PROJECT / "models" / f"{named.stdout.strip()}.tar.gz"


def engine(around: Surroundings) -> Program:
    """Saldo's engine: one process, as `make up` starts it."""
    action_url = f"http://127.0.0.1:{around.environment['SALDO_ACTION_PORT']}/webhook"
    words = ("serve", "--port", str(around.engine_port), "--action-url", action_url)
    return _program(
        "engine",
        [ENGINE_PYTHON, "-m", "bot.engine", *words],
        around=around,
        probe=f"http://127.0.0.1:{around.engine_port}/webhooks/saldo/ready",
        environment=_ENGINE_ENVIRONMENT,
    )


def stock_engine(around: Surroundings, model: Path) -> Program:
    """`rasa run` as it comes: REST channel, tracker store in memory, action server over HTTP."""
    endpoints, credentials = around.folder / "endpoints.yml", around.folder / "credentials.yml"
    action_url = f"http://127.0.0.1:{around.stock_actions_port}/webhook"
    endpoints.write_text(json.dumps({"action_endpoint": {"url": action_url}}))
    credentials.write_text(json.dumps({"rest": None}))
    argv = [
        *(ENGINE_PYTHON, "-m", "rasa", "run", "--model", model),
        *("--port", str(around.stock_port), "--interface", "127.0.0.1"),
        *("--endpoints", endpoints, "--credentials", credentials),
    ]
    probe = f"http://127.0.0.1:{around.stock_port}/webhooks/rest/"
    return _program(
        "stock-rasa", argv, around=around, probe=probe, environment=_ENGINE_ENVIRONMENT
    )


def stock_actions(around: Surroundings) -> Program:
    """rasa-sdk's own server with the actions of stock_actions.py."""
    port = str(around.stock_actions_port)
    argv = [ENGINE_PYTHON, "-m", "rasa_sdk", "--actions", "tests.bench.stock_actions", "-p", port]
    environment = _ENGINE_ENVIRONMENT | {"DSN": around.environment["SALDO_DATABASE_URL"]}
    probe = f"http://127.0.0.1:{port}/health"
    return _program("stock-actions", argv, around=around, probe=probe, environment=environment)


def bot(around: Surroundings, role: str, *, probe: str) -> Program:
    """The bot in one role, in its own process."""
    argv = [sys.executable, "-m", "bot", "serve", "--role", role]
    return _program(
        f"bot-{role}", argv, around=around, probe=probe, environment=around.environment
    )


@asynccontextmanager
async def started(*programs: Program) -> AsyncIterator[None]:
    """The programs, all ready, for as long as the block lasts."""
    try:
        async with asyncio.TaskGroup() as group:
            for program in programs:
                group.create_task(program.start())
        yield
    finally:
        for program in programs:
            await program.stop()


def _program(
    name: str,
    argv: Sequence[str | Path],
    *,
    around: Surroundings,
    probe: str,
    environment: Mapping[str, str],
) -> Program:
    inherited = {key: word for key, word in os.environ.items() if not key.startswith("SALDO_")}
    command = child.Command(
        argv=argv,
        log=around.folder / f"{name}.log",
        cwd=PROJECT,
        env={**inherited, **environment},
    )
    return Program(name=name, command=command, probes=(probe,), patience_s=240)
