"""The pay pages and Stripe's webhook, served by processes that share only database and Stripe."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

import aiohttp
from aiohttp import web

from bot.kernel.privacy import Vault
from bot.payments import checkout, webhook
from bot.payments.cashier import Cashier
from bot.payments.checkout import Checkout
from bot.payments.client import StripeClient
from bot.payments.webhook import StripeWebhook
from bot.storage import redis as storage_redis
from bot.storage.database import Database
from bot.storage.doorbell import Doorbell
from tests.fixtures_stripe import WEBHOOK_SECRET
from tests.support.clock import HandClock
from tests.support.payment_workers import Place
from tests.support.ports import unused_port

_FORKS: Final = multiprocessing.get_context("forkserver")
_PATIENCE: Final = 300


@asynccontextmanager
async def serving(place: Place, number: int) -> AsyncIterator[Sequence[str]]:
    """The addresses of so many processes, all of them listening."""
    ports = [unused_port() for _ in range(number)]
    processes = [_FORKS.Process(target=run, args=(place, port)) for port in ports]
    try:
        for process in processes:
            process.start()
        sites = [f"http://127.0.0.1:{port}" for port in ports]
        for site in sites:
            await _until_it_listens(site)
        yield sites
    finally:
        for process in processes:
            process.kill()
            process.join()
            process.close()


def run(place: Place, port: int) -> None:
    """What the process does, until it is killed."""
    asyncio.run(_serve(place, port))


async def _serve(place: Place, port: int) -> None:
    async with AsyncExitStack() as stack:
        database = Database(place.database_url, pool_size=8)
        http = await stack.enter_async_context(aiohttp.ClientSession())
        clock, vault = HandClock(place.now), Vault(place.identity_key)
        stripe = StripeClient(place.stripe_key, http, api_url=place.stripe_url)
        cashier = Cashier(
            database, stripe, vault=vault, clock=clock, public_url="https://s.example"
        )
        app = web.Application()
        checkout.add_routes(app, Checkout(database, cashier, vault=vault, clock=clock))
        doorbell = Doorbell(storage_redis.connect(place.redis_url))
        handler = StripeWebhook(database, secret=WEBHOOK_SECRET, is_live=False, doorbell=doorbell)
        webhook.add_routes(app, handler)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        await asyncio.Event().wait()


async def _until_it_listens(site: str) -> None:
    async with aiohttp.ClientSession() as http:
        for _ in range(_PATIENCE):
            try:
                async with http.get(f"{site}/p/unknown") as answer:
                    assert answer.status == 404
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)
    raise RuntimeError(f"{site} does not answer")
