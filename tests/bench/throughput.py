"""How many turns a second when 32 people talk at once, each waiting for their own answer."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import count

import aiohttp
import sqlalchemy as sa
from aiohttp import web

from bot.inbox.tables import inbox
from bot.kernel.ids import ContactId
from bot.parts import Parts
from tests.bench.figures import Throughput
from tests.bench.surroundings import Surroundings, bot, started
from tests.bench.talkers import StockTalker, item

TURNS_EACH = 20
_LOOK_S = 0.02
_PATIENCE_S = 120


async def saldo_throughput(
    around: Surroundings, parts: Parts, contact_ids: Sequence[ContactId]
) -> Throughput:
    """The worker role in its own process, sender and typing included, until the inbox is empty."""
    probe = f"http://127.0.0.1:{parts.settings.action_port}/health"
    async with _graph(around.graph_port), started(bot(around, "worker", probe=probe)):
        await _answer_all(parts, contact_ids, turns=2)
        seconds = await _answer_all(parts, contact_ids, turns=TURNS_EACH)
    turns = TURNS_EACH * len(contact_ids)
    return Throughput(system="saldo", contacts=len(contact_ids), turns=turns, seconds=seconds)


async def stock_throughput(url: str, customers: Sequence[str]) -> Throughput:
    """As many clients at once, each sending its next message when it has its answer."""
    async with aiohttp.ClientSession() as session:
        talkers = [StockTalker(session, url=url, sender=who) for who in customers]
        await asyncio.gather(*(_say(talker, range(1, 3)) for talker in talkers))
        started_at = time.perf_counter()
        await asyncio.gather(*(_say(talker, range(3, TURNS_EACH + 3)) for talker in talkers))
        seconds = time.perf_counter() - started_at
    return Throughput(
        system="stock", contacts=len(customers), turns=TURNS_EACH * len(customers), seconds=seconds
    )


async def _say(talker: StockTalker, turns: range) -> None:
    for turn in turns:
        await talker.say(turn)


async def _answer_all(parts: Parts, contact_ids: Sequence[ContactId], *, turns: int) -> float:
    """Seconds from the bell to the last commit; a contact's messages are answered in order."""
    items = [item(who, turn, parts) for turn in range(2, turns + 2) for who in contact_ids]
    async with parts.database.transaction() as conn:
        await parts.inbox.insert(conn, items)
    started_at = time.perf_counter()
    await parts.doorbell.ring("inbox", contact_ids)
    async with asyncio.timeout(_PATIENCE_S):
        while await _is_any_undone(parts):
            await asyncio.sleep(_LOOK_S)
    return time.perf_counter() - started_at


async def _is_any_undone(parts: Parts) -> bool:
    async with parts.database.transaction() as conn:
        states = dict(
            (await conn.execute(sa.select(inbox.c.state, sa.func.count()).group_by(inbox.c.state)))
            .tuples()
            .all()
        )
    if states.get("dead"):
        raise RuntimeError("a message became a dead letter")
    return bool(states.get("new"))


@asynccontextmanager
async def _graph(port: int) -> AsyncIterator[None]:
    """A Graph API that takes everything at once."""
    numbers = count()

    async def take(_: web.Request) -> web.Response:
        return web.json_response({"messages": [{"id": f"wamid.out.{next(numbers)}"}]})

    application = web.Application()
    application.router.add_post("/{anything:.*}", take)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield
    finally:
        await runner.cleanup()
