"""Turn times at conversation lengths 5, 100 and 300, Saldo and stock Rasa turn by turn."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import aiohttp
import structlog
from aiohttp import web

from bot.app import configure_logging
from bot.app import turn as turn_of
from bot.kernel.clock import SystemClock
from bot.kernel.ids import ContactId
from bot.parts import Parts, open_parts
from bot.web import action_application
from tests.bench.figures import Sample
from tests.bench.people import customer_id
from tests.bench.surroundings import Surroundings
from tests.bench.talkers import SaldoTalker, StockTalker, Talker, TimedEngine

# Which turns stand for a length: as many of either kind around it.
_WINDOWS = {5: range(2, 10), 100: range(91, 111), 300: range(291, 311)}
_SHORT_TURNS = 10
LONG_TURNS = 310

Advance = Callable[[], None]


class Conversations:
    """Pairs of conversations, one on each system, spoken in alternation."""

    def __init__(self, parts: Parts, *, engine: TimedEngine, stock_url: str) -> None:
        self._parts = replace(parts, engine=engine)
        self._turn = turn_of(self._parts)
        self._engine = engine
        self._stock_url = stock_url

    async def measure(
        self, contact_ids: Sequence[ContactId], *, longs: int, advance: Advance
    ) -> list[Sample]:
        """The first `longs` conversations are long, the others give more short turns."""
        samples: list[Sample] = []
        async with aiohttp.ClientSession() as session:
            for number, contact_id in enumerate(contact_ids):
                turns = LONG_TURNS if number < longs else _SHORT_TURNS
                talkers = (self._saldo(contact_id), self._stock(session, number))
                samples += await _talk(talkers, turns, advance)
        return samples

    def _saldo(self, contact_id: ContactId) -> Talker:
        return SaldoTalker(
            self._parts, turn=self._turn, engine=self._engine, contact_id=contact_id
        )

    def _stock(self, session: aiohttp.ClientSession, number: int) -> Talker:
        return StockTalker(session, url=self._stock_url, sender=customer_id(number))


def turns_of(conversations: int, longs: int) -> int:
    """How many pairs of turns that many conversations are."""
    return longs * LONG_TURNS + (conversations - longs) * _SHORT_TURNS


@asynccontextmanager
async def opened(around: Surroundings) -> AsyncIterator[tuple[Parts, TimedEngine]]:
    """What the worker role shares, in this process, and a client that times the engine."""
    configure_logging()
    with (around.folder / "turns.log").open("w") as log:
        structlog.configure(logger_factory=structlog.PrintLoggerFactory(log))
        async with (
            open_parts(around.settings, SystemClock()) as parts,
            aiohttp.ClientSession() as session,
        ):
            yield parts, TimedEngine(around.settings.engine_urls, session)


@asynccontextmanager
async def serving_actions(parts: Parts) -> AsyncIterator[None]:
    """The action server where the worker role has it: in the process that runs the turns."""
    runner = web.AppRunner(action_application(parts), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", parts.settings.action_port).start()
        yield
    finally:
        await runner.cleanup()


async def _talk(talkers: Sequence[Talker], turns: int, advance: Advance) -> list[Sample]:
    samples = []
    for turn in range(1, turns + 1):
        said = [await talker.say(turn) for talker in talkers]
        samples += [
            replace(sample, length=length)
            for length, window in _WINDOWS.items()
            if turn in window
            for sample in said
        ]
        advance()
    return samples
