"""Our client against Stripe itself, in test mode: run by hand, never with the other tests.

    SALDO_STRIPE_SMOKE_KEY=sk_test_… .venv/bin/python -m pytest tests/smoke/stripe_smoke.py

The account must be Mexican, with OXXO and bank transfers switched on. What the stand-in claims
about making, reading, closing and listing is asked of Stripe; paying needs a person.
"""

import json
import os
import secrets
from datetime import timedelta

import pytest

from bot.kernel.clock import SystemClock
from bot.payments.client import StripeClient, StripeRefused
from tests.fixtures_stripe import OXXO, SPEI


@pytest.fixture
def clock():
    return SystemClock()


@pytest.fixture
def stripe_client(http):
    key = os.environ["SALDO_STRIPE_SMOKE_KEY"]
    assert key.startswith("sk_test_"), "a smoke test never runs with a live key"
    return StripeClient(key, http)


@pytest.fixture
def run():
    """Part of every idempotency key: each run makes its own."""
    return secrets.token_hex(8)


@pytest.fixture
async def customer(stripe_client, run):
    return await stripe_client.create_customer(f"smoke_{run}", f"smoke:cus:{run}")


@pytest.fixture
def request_of_all_methods(asked, customer):
    methods = ["card", "oxxo", "customer_balance"]
    return asked(
        customer=customer,
        ui_mode="hosted_page",
        adaptive_pricing={"enabled": False},
        allowed_payment_method_types=methods,
        payment_method_options=OXXO | SPEI,
    )


async def test_a_customer_is_made_once(stripe_client, customer, run):
    again = await stripe_client.create_customer(f"smoke_{run}", f"smoke:cus:{run}")
    assert again == customer


async def test_a_customer_has_no_cash(stripe_client, customer):
    assert await stripe_client.idle_cash(customer) == []


async def test_a_session_of_all_methods_is_made_found_and_closed(
    stripe_client, request_of_all_methods, run
):
    request = json.dumps(request_of_all_methods, sort_keys=True)
    made = await stripe_client.create_session(request, f"smoke:cs:{run}")
    assert (made.status, made.payment_status, made.is_live) == ("open", "unpaid", False)
    assert await stripe_client.create_session(request, f"smoke:cs:{run}") == made
    assert await stripe_client.session(made.id) == made
    assert (await stripe_client.expire_session(made.id)).status == "expired"
    assert (await stripe_client.expire_session(made.id)).status == "expired"


async def test_a_key_is_not_used_for_something_else(stripe_client, asked, run):
    await stripe_client.create_session(json.dumps(asked()), f"smoke:key:{run}")
    with pytest.raises(StripeRefused, match="IdempotencyError"):
        await stripe_client.create_session(json.dumps(asked(locale="en")), f"smoke:key:{run}")


@pytest.mark.parametrize(
    "changes",
    [
        {"payment_method_types": ["card"]},
        {"allowed_payment_method_types": ["card"], "expires_at": 1},
        {"customer": "cus_nobody"},
    ],
)
async def test_what_the_stand_in_refuses_stripe_refuses(stripe_client, asked, run, changes):
    key = f"smoke:no:{run}:{sorted(changes)}"
    with pytest.raises(StripeRefused):
        await stripe_client.create_session(json.dumps(asked(**changes)), key)


async def test_what_does_not_exist_is_missing(stripe_client):
    with pytest.raises(StripeRefused) as raised:
        await stripe_client.payment("pi_nobody")
    assert raised.value.code == "resource_missing"


@pytest.mark.parametrize(
    "list_", ["events_since", "payments_since", "refunds_since", "disputes_since"]
)
async def test_lists_can_be_read(stripe_client, clock, list_):
    pages = getattr(stripe_client, list_)(clock.now() - timedelta(days=1))
    assert [page async for page in pages]
