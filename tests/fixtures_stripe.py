"""The Stripe stand-in on a real port, and our client talking to it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from bot.payments.client import StripeClient
from bot.sandbox.stripe import STRIPE, StripeConfig, make_app
from bot.sandbox.stripe.api import Api
from bot.sandbox.stripe.world import World
from tests.support.ports import unused_port

SECRET_KEY = "sk_test_for_tests"
WEBHOOK_SECRET = "whsec_for_tests"


@dataclass(frozen=True, kw_only=True)
class RunningStripe:
    """The stand-in as tests drive it, and its address."""

    url: str
    world: World
    api: Api


@pytest.fixture
async def stripe_stand_in(clock) -> AsyncIterator[RunningStripe]:
    port = unused_port()
    url = f"http://127.0.0.1:{port}"
    app = make_app(
        StripeConfig(
            public_url=url, secret_key=SECRET_KEY, webhook_secret=WEBHOOK_SECRET, clock=clock
        )
    )
    async with TestServer(app, port=port):
        yield RunningStripe(url=url, world=app[STRIPE].world, api=app[STRIPE].api)


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def stripe_client(stripe_stand_in: RunningStripe, http: aiohttp.ClientSession) -> StripeClient:
    return StripeClient(SECRET_KEY, http, api_url=stripe_stand_in.url)
