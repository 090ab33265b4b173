"""The worker's loops: they start by themselves, survive what fails, and stop when told."""

import asyncio
import contextlib

import pytest
from sqlalchemy.exc import SQLAlchemyError
from structlog.testing import capture_logs

from bot.kernel.money import Money
from bot.payments.worker import PaymentsWorker
from bot.storage.doorbell import Doorbell


class Unreachable:
    """A database that is away, then counts how often it was asked."""

    def __init__(self):
        self.asked = 0
        self.asked_twice = asyncio.Event()

    @contextlib.asynccontextmanager
    async def transaction(self):
        self.asked += 1
        if self.asked > 1:
            self.asked_twice.set()
        raise SQLAlchemyError("host db.internal refused saldo_app")
        yield


class Watched:
    """The bookkeeper, counting the events it has worked off."""

    def __init__(self, bookkeeper):
        self._bookkeeper = bookkeeper
        self._done = asyncio.Semaphore(0)

    async def process_event(self, event_id):
        await self._bookkeeper.process_event(event_id)
        self._done.release()

    async def wait_for(self, count):
        async with asyncio.timeout(10):
            for _ in range(count):
                await self._done.acquire()


class Idle:
    """A sweep with nothing to catch up on."""

    async def fetch_events(self, _reach):
        return 0

    async def close_stray_sessions(self):
        return 0


class Impatient:
    """A doorbell that never lets anyone wait."""

    async def wait(self, _bell, _timeout_s):
        await asyncio.sleep(0)
        return []


@contextlib.asynccontextmanager
async def running(worker):
    task = asyncio.create_task(worker.run())
    yield
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_payment_made_while_nobody_worked_is_found_at_the_start(
    database, redis, worker, cashier, issue, stripe_stand_in, stripe_session, owed
):
    await cashier.open_page((await issue()).token)
    stripe_stand_in.world.pay(stripe_session())
    watched = Watched(worker._bookkeeper)
    async with running(PaymentsWorker(database, watched, worker._sweep, doorbell=Doorbell(redis))):
        await watched.wait_for(2)
    assert await owed() == Money(100_000, "MXN")


async def test_the_bell_wakes_the_worker(
    database, redis, worker, cashier, issue, stripe_stand_in, stripe_session, deliver, owed
):
    doorbell = Doorbell(redis)
    watched = Watched(worker._bookkeeper)
    async with running(PaymentsWorker(database, watched, Idle(), doorbell=doorbell)):
        await cashier.open_page((await issue()).token)
        stripe_stand_in.world.pay(stripe_session())
        await deliver()
        await doorbell.ring("payments", ["any"])
        await watched.wait_for(3)
    assert await owed() == Money(100_000, "MXN")


async def test_a_database_that_is_away_is_asked_again_and_named_nowhere():
    database = Unreachable()
    worker = PaymentsWorker(database, None, Idle(), doorbell=Impatient())
    with capture_logs() as logs:
        async with running(worker):
            await asyncio.wait_for(database.asked_twice.wait(), 5)
    failed = [line for line in logs if line["event"] == "payments.loop_failed"]
    assert failed[0]["error"] == "SQLAlchemyError"
    assert "db.internal" not in str(logs)
