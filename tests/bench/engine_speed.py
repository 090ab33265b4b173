"""How fast the engine starts and answers: `.venv/bin/python -m tests.bench.engine_speed`."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable

import aiohttp

from bot.dialogue.client import Engine
from tests.fixtures_engine import Conversation, FakeActions, running_engine

TURNS = 300
SHOWN = (5, 100, 300)
CONTACTS = 32


async def _measure(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        engine = Engine([url], session)
        await _by_age("words, one action", Conversation(engine, is_verified=True), "cuánto debo")
        await _by_age("choice, one action", Conversation(engine, is_verified=True), "/ask_balance")
        await _by_age("words, form", Conversation(engine), "no me acuerdo")
        await _throughput(engine)


async def _by_age(name: str, talk: Conversation, words: str) -> None:
    times = [await _ms(lambda: talk.say(words)) for _ in range(TURNS)]
    shown = (f"turn {n}: {statistics.median(times[n - 5 : n]):.1f} ms" for n in SHOWN)
    print(f"{name}: {', '.join(shown)}, p95 {statistics.quantiles(times, n=20)[-1]:.1f} ms")


async def _throughput(engine: Engine) -> None:
    talks = [Conversation(engine, contact=f"con_{n}", is_verified=True) for n in range(CONTACTS)]
    took = await _ms(lambda: asyncio.gather(*(_ten_turns(talk) for talk in talks)))
    print(f"{CONTACTS} contacts at once: {CONTACTS * 10 / took * 1000:.0f} turns/s")


async def _ten_turns(talk: Conversation) -> None:
    for _ in range(10):
        await talk.say("cuánto debo")


async def _ms(act: Callable[[], Awaitable[object]]) -> float:
    started = time.perf_counter()
    await act()
    return (time.perf_counter() - started) * 1000


def main() -> None:
    with running_engine(FakeActions()) as running:
        print(f"ready after {running.ready_after_s:.1f} s, {running.memory_mb} MB")
        asyncio.run(_measure(running.url))


if __name__ == "__main__":
    main()
