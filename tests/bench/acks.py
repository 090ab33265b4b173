"""How fast the webhook says "stored": the web role in one process, the load in another."""

import asyncio
import json
import sys
from collections.abc import Callable

import sqlalchemy as sa

from bot.inbox.tables import inbox
from bot.launch.services import PROJECT
from bot.storage.database import Database
from tests.bench.figures import ACK_RATE, Acks
from tests.bench.surroundings import Surroundings, bot, started

CONNECTIONS = 50
_PHONES = 1000
_FIRST_PATIENCE_S = 60.0

Step = Callable[[str], None]


async def measure_acks(around: Surroundings, *, seconds: float, step: Step) -> list[Acks]:
    """Flat out, then at the promised rate; every acknowledged message must be in the inbox."""
    base = around.settings.public_url
    async with started(bot(around, "web", probe=f"{base}/healthz")):
        step("acknowledgements: everybody writes for the first time")
        await _run(around, "first", offered=None, seconds=_FIRST_PATIENCE_S, posts=_PHONES)
        step(f"acknowledgements: {CONNECTIONS} connections, flat out")
        flat_out = await _run(around, "flat out", offered=None, seconds=seconds)
        step(f"acknowledgements: {CONNECTIONS} connections, {ACK_RATE}/s")
        steady = await _run(around, "steady", offered=ACK_RATE, seconds=seconds)
        await _check_stored(around, [flat_out, steady])
    return [flat_out, steady]


async def _run(
    around: Surroundings, name: str, *, offered: float | None, seconds: float, posts: int = 0
) -> Acks:
    settings = around.settings
    arguments = {
        "run": name.replace(" ", "-"),
        "url": f"{settings.public_url}/webhooks/whatsapp",
        "secret": settings.whatsapp_app_secret.get_secret_value(),
        "phone-number-id": settings.whatsapp_phone_number_id,
        "connections": CONNECTIONS,
        "phones": _PHONES,
        "posts": posts,
        "seconds": seconds,
        "rate": offered or 0,
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.load"),
        *(word for key, value in arguments.items() for word in (f"--{key}", str(value))),
        cwd=PROJECT,
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"the load generator ended with {process.returncode}")
    return Acks(name=name, offered=offered, **json.loads(said))


async def _check_stored(around: Surroundings, runs: list[Acks]) -> None:
    """Nothing may be missing; then the messages count as answered, for no worker shall begin."""
    database = Database(around.settings.database_url, pool_size=1)
    for run in runs:
        mine = inbox.c.wamid.startswith(f"wamid.{run.name.replace(' ', '-')}.")
        async with database.transaction() as conn:
            stored = await conn.scalar(sa.select(sa.func.count()).where(mine))
        if stored < len(run.latencies_ms):
            raise RuntimeError(f"{len(run.latencies_ms) - stored} acknowledged but not stored")
    async with database.transaction() as conn:
        await conn.execute(sa.update(inbox).values(state="done"))
    await database.close()
