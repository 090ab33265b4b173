"""The stand-in on its own: strict about requests, faithful in delivering, usable by a person."""

import asyncio
import contextlib
from datetime import UTC, datetime

import pytest
import stripe
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.payments.events import read_event
from bot.sandbox.stripe import STRIPE, StripeConfig, make_app
from tests.fixtures_stripe import SECRET_KEY, WEBHOOK_SECRET

HEADERS = {"Authorization": f"Bearer {SECRET_KEY}", "Stripe-Version": stripe.api_version}
SESSION = {
    "mode": "payment",
    "locale": "es-419",
    "success_url": "http://shop/done",
    "cancel_url": "http://shop/",
    "line_items[0][quantity]": "1",
    "line_items[0][price_data][currency]": "mxn",
    "line_items[0][price_data][unit_amount]": "150000",
    "line_items[0][price_data][product_data][name]": "Pago",
}


@pytest.fixture
async def browser(stripe_stand_in, http):
    async def request(method, path, **values):
        headers = {**HEADERS, **values.pop("headers", {})}
        return await http.request(
            method, stripe_stand_in.url + path, headers=headers, allow_redirects=False, **values
        )

    return request


async def refusal_of(response):
    return (response.status, (await response.json())["error"].get("param"))


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"payment_method_types[0]": "card"}, "payment_method_types"),
        ({"allowed_payment_method_types[0]": "spei"}, "allowed_payment_method_types[0]"),
        ({"mode": "pay"}, "mode"),
        ({"mode": "subscription"}, "mode"),
        ({"ui_mode": "hosted"}, "ui_mode"),
        ({"expire_at": "1"}, "expire_at"),
        ({"expires_at": "1"}, "expires_at"),
        ({"success_url": ""}, "success_url"),
        (
            {"line_items[0][price_data][unit_amount]": "10.5"},
            "line_items[0][price_data][unit_amount]",
        ),
        ({"adaptive_pricing[enabled]": "no"}, "adaptive_pricing[enabled]"),
        ({"metadata[a][b]": "c"}, "metadata[a]"),
    ],
)
async def test_what_stripe_would_refuse_is_refused(browser, change, param):
    response = await browser("POST", "/v1/checkout/sessions", data={**SESSION, **change})
    assert await refusal_of(response) == (400, param)


async def test_another_api_version_is_refused(browser):
    response = await browser("GET", "/v1/events", headers={"Stripe-Version": "2020-08-27"})
    assert response.status == 400


async def test_a_refund_beyond_the_charge_is_refused(stripe_stand_in, browser):
    made = await (await browser("POST", "/v1/checkout/sessions", data=SESSION)).json()
    intent = stripe_stand_in.world.pay(made["id"])
    refund = {"payment_intent": intent["id"], "amount": "150001"}
    assert await refusal_of(await browser("POST", "/v1/refunds", data=refund)) == (400, "amount")


async def test_a_person_pays_on_the_page(stripe_stand_in, browser):
    made = await (await browser("POST", "/v1/checkout/sessions", data=SESSION)).json()
    page = await (await browser("GET", f"/c/pay/{made['id']}")).text()
    assert "$1,500.00 MXN" in page
    paid = await browser("POST", f"/c/pay/{made['id']}", data={"outcome": "pay"})
    assert (paid.status, paid.headers["Location"]) == (303, "http://shop/done")
    assert stripe_stand_in.world.find(made["id"])["payment_status"] == "paid"


async def test_a_declined_card_can_be_tried_again(stripe_stand_in, browser):
    made = await (await browser("POST", "/v1/checkout/sessions", data=SESSION)).json()
    path = f"/c/pay/{made['id']}"
    declined = await browser("POST", path, data={"outcome": "decline"})
    page = await (await browser("GET", declined.headers["Location"])).text()
    assert "rechazada" in page
    assert stripe_stand_in.world.find(made["id"])["status"] == "open"


async def test_a_paid_page_cannot_be_paid_again(stripe_stand_in, browser):
    made = await (await browser("POST", "/v1/checkout/sessions", data=SESSION)).json()
    stripe_stand_in.world.pay(made["id"])
    again = await browser("POST", f"/c/pay/{made['id']}", data={"outcome": "pay"})
    assert again.status == 410
    assert len(stripe_stand_in.world.all_of("payment_intent")) == 1


async def test_an_unknown_page_is_not_found(browser):
    assert (await browser("GET", "/c/pay/cs_test_x")).status == 404


async def test_events_arrive_signed_and_are_repeated_until_taken(clock):
    answers, taken = [503, 500, 200], []
    finished = asyncio.Event()

    async def receive(request):
        taken.append((await request.read(), request.headers["Stripe-Signature"]))
        finished.set() if len(taken) == len(answers) else None
        return web.Response(status=answers[len(taken) - 1])

    hook = web.Application()
    hook.router.add_post("/hook", receive)
    async with TestServer(hook) as server, one_event(clock, str(server.make_url("/hook"))):
        await asyncio.wait_for(finished.wait(), 5)
    notices = {
        read_event(*each, WEBHOOK_SECRET, now=datetime.now(UTC), is_live=False).id
        for each in taken
    }
    assert len(notices) == 1


@contextlib.asynccontextmanager
async def one_event(clock, webhook_url):
    """A stand-in that has exactly one event to deliver."""
    config = StripeConfig(
        public_url="http://stripe",
        secret_key=SECRET_KEY,
        webhook_secret=WEBHOOK_SECRET,
        webhook_url=webhook_url,
        clock=clock,
        retry_delays_s=(0, 0),
    )
    app = make_app(config)
    async with TestClient(TestServer(app)) as client:
        response = await client.post("/v1/checkout/sessions", data=SESSION, headers=HEADERS)
        app[STRIPE].world.expire_session((await response.json())["id"])
        yield
