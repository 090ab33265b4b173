"""Three hundred people pay while everything fails: in the end Stripe and the ledger agree."""

import asyncio
import contextlib
import os
import random
from datetime import timedelta

import pytest
import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.kernel.clock import SystemClock
from bot.kernel.privacy import Vault
from bot.payments import webhook
from bot.payments.cashier import Cashier
from bot.payments.client import StripeClient
from bot.payments.reconciliation.run import Reconciliation
from bot.payments.tables import stripe_events
from bot.payments.webhook import StripeWebhook
from bot.sandbox.stripe import STRIPE, StripeConfig, make_app
from bot.sandbox.stripe.courier import Mishaps
from bot.sandbox.stripe.faults import Storm
from bot.storage.database import Database
from bot.storage.doorbell import Doorbell
from tests.fixtures_stripe import SECRET_KEY, WEBHOOK_SECRET
from tests.support import books, payment_workers, stripe_truth
from tests.support.payment_workers import Place, Workers
from tests.support.ports import unused_port
from tests.support.storm_lives import Life

SEED = int(os.environ.get("SALDO_STORM_SEED", "4"))
PEOPLE = 300
AT_ONCE = 20
WORKERS = 5
IDENTITY_KEY = "a key that is only for the storm"
FAULTS = Storm(seed=SEED, failed=0.06, busy=0.04, lost=0.03)
MISHAPS = Mishaps(seed=SEED, lost=0.1, doubled=0.15, spread_s=1.0)


@pytest.fixture
async def doorbell(redis):
    return Doorbell(redis)


@pytest.fixture
async def site(database, doorbell):
    """Where Stripe's events are brought."""
    app = web.Application()
    handler = StripeWebhook(database, secret=WEBHOOK_SECRET, is_live=False, doorbell=doorbell)
    webhook.add_routes(app, handler)
    async with TestServer(app) as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture
async def crowd(database, postgres_urls):
    """Connections for everybody who lives at once: a press on Pay takes its own."""
    connections = Database(postgres_urls.app, pool_size=2 * AT_ONCE)
    yield connections
    await connections.close()


@pytest.fixture
async def stripe(site, clock):
    """The stand-in, whose courier loses, doubles and shuffles, and which often fails."""
    port = unused_port()
    config = StripeConfig(
        public_url=f"http://127.0.0.1:{port}",
        secret_key=SECRET_KEY,
        webhook_secret=WEBHOOK_SECRET,
        webhook_url=f"{site}/webhooks/stripe",
        clock=clock,
        retry_delays_s=(0.2, 1),
        mishaps=MISHAPS,
    )
    app = make_app(config)
    async with TestServer(app, port=port):
        app[STRIPE].api.storm = FAULTS
        yield app[STRIPE], config.public_url


async def test_after_the_storm_stripe_and_the_ledger_agree_to_the_cent(
    database, crowd, doorbell, stripe, http, clock, postgres_urls, redis_url
):
    stand_in, url = stripe
    client = StripeClient(SECRET_KEY, http, api_url=url, pauses_s=(0.01, 0.02))
    vault = Vault(IDENTITY_KEY)
    place = Place(
        database_url=postgres_urls.app,
        redis_url=redis_url,
        stripe_url=url,
        stripe_key=SECRET_KEY,
        identity_key=IDENTITY_KEY,
        now=clock.now(),
    )
    cashier = Cashier(crowd, client, vault=vault, clock=clock, public_url="https://s.example")
    with Workers(place, WORKERS, random.Random(SEED)) as workers:
        lives = [
            Life(
                number=number,
                chance=random.Random(SEED * 1_000 + number),
                database=crowd,
                vault=vault,
                clock=clock,
                world=stand_in.world,
                cashier=cashier,
            )
            for number in range(PEOPLE)
        ]
        async with killing(workers):
            await live_all(lives)
    assert workers.kills >= 10
    stand_in.api.storm = None
    later = SystemClock(timedelta(hours=1))
    worker = payment_workers.build(
        database, client, vault=vault, doorbell=doorbell, clock=clock, wall_clock=later
    )
    await asyncio.gather(*(worker.drain() for _ in range(4)))
    await worker.sweep_once(timedelta(days=30))
    await worker.drain()
    assert set(await books.scalars(database, sa.select(stripe_events.c.state))) == {"done"}
    at_stripe = stripe_truth.at_stripe(stand_in.world)
    assert len(at_stripe) > PEOPLE * 2 // 3
    assert await stripe_truth.in_ledger(database) == at_stripe
    assert await stripe_truth.accounts_that_differ(database) == []
    assert await books.unbalanced(database) == []
    found = await Reconciliation(database, client, clock).run(by="the storm's end")
    assert [each.finding for each in found.findings if each.finding.weight == "difference"] == []
    assert found.is_clean


@contextlib.asynccontextmanager
async def killing(workers):
    task = asyncio.create_task(workers.kill_now_and_then(every_s=(0.8, 2.0)))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def live_all(lives):
    door = asyncio.Semaphore(AT_ONCE)

    async def one(life):
        async with door:
            await life.live()

    async with asyncio.TaskGroup() as group:
        for life in lives:
            group.create_task(one(life))
