"""Reconciliations that people ask for are done, once each."""

import asyncio
from datetime import timedelta

import pytest

from bot.payments.reconciliation import claims, store
from bot.payments.reconciliation.run import Reconciliation
from bot.payments.reconciliation.worker import ReconciliationWorker
from tests.support.clock import HandClock
from tests.support.stripe_books import StandInBooks


@pytest.fixture
def at_work(database, stripe_client, stripe_stand_in, clock):
    books = StandInBooks(client=stripe_client, stripe=stripe_stand_in)
    return ReconciliationWorker(database, Reconciliation(database, books, clock))


@pytest.fixture
def ask(database, clock):
    async def asking():
        async with database.transaction() as conn:
            return await claims.ask(conn, by="ana", now=clock.now())

    return asking


async def runs_of(database):
    async with database.transaction() as conn:
        return [run.asked_by for run in await store.listed(conn, limit=9)]


async def test_what_is_asked_for_is_done_in_the_askers_name(at_work, ask, database):
    await ask()
    assert await at_work.do_asked()
    assert not await at_work.do_asked()
    assert await runs_of(database) == ["ana"]


async def test_asking_twice_is_asking_once(at_work, ask, database):
    assert (await ask(), await ask()) == (True, False)
    await at_work.do_asked()
    assert await ask()


async def test_two_workers_do_one_run(at_work, ask, database):
    await ask()
    await asyncio.gather(at_work.do_asked(), at_work.do_asked(), at_work.do_asked())
    assert await runs_of(database) == ["ana"]


async def test_a_run_that_another_process_left_is_done_again(at_work, database, clock):
    past = HandClock().now() - timedelta(days=99)
    async with database.transaction() as conn:
        await claims.claim(conn, "rec_dead", by="beto", now=clock.now(), wall_now=past)
    assert await at_work.do_asked()
    assert await runs_of(database) == ["beto"]
