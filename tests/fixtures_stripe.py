"""The Stripe stand-in on a real port, and our client talking to it."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from bot.kernel.clock import Clock
from bot.kernel.money import Money
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
    return StripeClient(SECRET_KEY, http, api_url=stripe_stand_in.url, pauses_s=(0.01, 0.02))


_USUAL = Money(150_000, "MXN")
OXXO = {"oxxo": {"expires_after_days": 3}}
SPEI = {
    "customer_balance": {
        "funding_type": "bank_transfer",
        "bank_transfer": {"type": "mx_bank_transfer"},
    }
}


@pytest.fixture
def asked(clock: Clock) -> Callable[..., dict[str, Any]]:
    """Builds what a session is asked for; `changes` take the place of the usual."""

    def build(amount: Money = _USUAL, **changes: Any) -> dict[str, Any]:
        price = {
            "currency": amount.currency.lower(),
            "unit_amount": amount.amount_minor,
            "product_data": {"name": "Pago"},
        }
        usual = {
            "mode": "payment",
            "locale": "es-419",
            "success_url": "http://shop/done",
            "cancel_url": "http://shop/",
            "expires_at": int((clock.now() + timedelta(hours=20)).timestamp()),
            "line_items": [{"quantity": 1, "price_data": price}],
            "payment_intent_data": {"metadata": {"pay_link": "pay_1"}},
        }
        return usual | changes

    return build


@pytest.fixture
def open_session(
    stripe_client: StripeClient, asked: Callable[..., dict[str, Any]]
) -> Callable[..., Any]:
    """Opens a session at the stand-in through our client: its id."""
    made = 0

    async def create(*args: Any, **changes: Any) -> str:
        nonlocal made
        made += 1
        request = json.dumps(asked(*args, **changes))
        return (await stripe_client.create_session(request, f"cs:{made}")).id

    return create


@pytest.fixture
def open_oxxo(open_session: Callable[..., Any]) -> Callable[..., Any]:
    """The same, payable by card or with an OXXO voucher of three days."""

    async def create(*args: Any) -> str:
        methods = ["card", "oxxo"]
        return str(
            await open_session(
                *args, allowed_payment_method_types=methods, payment_method_options=OXXO
            )
        )

    return create


@pytest.fixture
def open_spei(open_session: Callable[..., Any], stripe_client: StripeClient) -> Callable[..., Any]:
    """The same, payable by transfer; all of one Customer."""

    async def create(*args: Any) -> str:
        customer = await stripe_client.create_customer("plan_1", "cus:plan_1")
        return str(
            await open_session(
                *args,
                customer=customer,
                allowed_payment_method_types=["customer_balance"],
                payment_method_options=SPEI,
            )
        )

    return create
