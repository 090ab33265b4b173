"""Payments workers as processes of their own, which a test kills and starts again."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing.context import ForkServerProcess
from typing import Final

import aiohttp

from bot.kernel.clock import Clock
from bot.kernel.privacy import Vault
from bot.ledger import service as ledger
from bot.payments.bookkeeper import Bookkeeper
from bot.payments.client import StripeClient
from bot.payments.posting import Poster
from bot.payments.sweep import Sweep
from bot.payments.worker import PaymentsWorker
from bot.storage import redis as storage_redis
from bot.storage.database import Database
from bot.storage.doorbell import Doorbell
from tests.support.clock import HandClock
from tests.support.way_out import way_out

_FORKS: Final = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([__name__])
_PAUSES_S: Final = (0.01, 0.02)


@dataclass(frozen=True, kw_only=True)
class Place:
    """What a worker needs to know to find its work."""

    database_url: str
    redis_url: str
    stripe_url: str
    stripe_key: str
    identity_key: str
    now: datetime


def run(place: Place) -> None:
    """What the process does, until it is killed."""
    asyncio.run(_work(place))


def build(
    database: Database,
    stripe: StripeClient,
    *,
    vault: Vault,
    doorbell: Doorbell,
    clock: Clock,
    wall_clock: Clock | None = None,
) -> PaymentsWorker:
    """A worker as the product builds it."""
    poster = Poster(way_out(clock), clock, order_for=ledger.usual_order)
    return PaymentsWorker(
        database,
        Bookkeeper(database, stripe, poster, vault=vault),
        Sweep(database, stripe, clock=clock, wall_clock=wall_clock),
        doorbell=doorbell,
        wall_clock=wall_clock,
    )


@dataclass
class Workers:
    """So many at work; `kill_one` ends one as `kill -9` does, and another takes its place."""

    place: Place
    number: int
    chance: random.Random
    kills: int = 0
    _running: list[ForkServerProcess] = field(default_factory=list)

    def __enter__(self) -> Workers:
        self._running = [self._start() for _ in range(self.number)]
        return self

    def __exit__(self, *_error: object) -> None:
        for process in self._running:
            _end(process)

    async def kill_now_and_then(self, *, every_s: tuple[float, float]) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(self.chance.uniform(*every_s))
            await asyncio.to_thread(self.kill_one)

    def kill_one(self) -> None:
        _end(self._running.pop(self.chance.randrange(self.number)))
        self._running.append(self._start())
        self.kills += 1

    def _start(self) -> ForkServerProcess:
        process = _FORKS.Process(target=run, args=(self.place,))
        process.start()
        return process


def _end(process: ForkServerProcess) -> None:
    process.kill()
    process.join()
    process.close()


async def _work(place: Place) -> None:
    database = Database(place.database_url, pool_size=4)
    redis = storage_redis.connect(place.redis_url)
    clock = HandClock(place.now)
    async with aiohttp.ClientSession() as http:
        stripe = StripeClient(place.stripe_key, http, api_url=place.stripe_url, pauses_s=_PAUSES_S)
        worker = build(
            database,
            stripe,
            vault=Vault(place.identity_key),
            doorbell=Doorbell(redis),
            clock=clock,
        )
        await worker.run()
