"""Every way a call to Stripe can fail: what our client makes of it, and what it tries again."""

import asyncio
import json

import aiohttp
import pytest
import stripe
from structlog.testing import capture_logs

from bot.kernel.errors import Transient
from bot.payments import errors
from bot.payments.client import StripeClient, StripeDenied, StripeFailed, StripeRefused
from bot.sandbox.stripe.api import Fault
from tests.fixtures_stripe import SECRET_KEY
from tests.support.ports import unused_port

# What Stripe answers to each of so many tries, and what our client makes of it in the end.
ROWS = [
    (400, 1, StripeRefused, "InvalidRequestError"),
    (401, 1, StripeDenied, "AuthenticationError"),
    (402, 1, StripeRefused, "CardError"),
    (403, 1, StripeDenied, "PermissionError"),
    (404, 1, StripeRefused, "InvalidRequestError"),
    (409, 3, Transient, "APIError"),
    (429, 3, Transient, "RateLimitError"),
    (500, 3, StripeFailed, "APIError"),
    (503, 3, StripeFailed, "APIError"),
]


@pytest.fixture
def create(stripe_client, asked):
    async def send(key="k"):
        return await stripe_client.create_session(json.dumps(asked()), key)

    return send


def sessions(stand_in):
    return [each["id"] for each in stand_in.world.all_of("checkout.session")]


@pytest.mark.parametrize(("status", "tries", "ours", "name"), ROWS)
async def test_each_refusal_has_its_meaning(stripe_stand_in, create, status, tries, ours, name):
    stripe_stand_in.api.faults.extend([Fault(status=status)] * tries)
    with pytest.raises(ours, match=name) as raised:
        await create()
    assert type(raised.value) is ours
    assert not stripe_stand_in.api.faults
    assert sessions(stripe_stand_in) == []


def test_every_error_the_sdk_raises_for_us_is_in_the_table():
    raised = {row[3] for row in ROWS} | {"IdempotencyError", "APIConnectionError"}
    assert {each.__name__ for each in errors.FATES} == raised


def test_an_error_nobody_knows_is_refused():
    class Novel(stripe.StripeError):
        pass

    with pytest.raises(StripeRefused, match="Novel"), errors.translated():
        raise Novel("text that stays out of ours")


@pytest.mark.parametrize(("status", "tries"), [(429, 2), (500, 2), (409, 2)])
async def test_what_passes_in_time_is_never_noticed(stripe_stand_in, create, status, tries):
    stripe_stand_in.api.faults.extend([Fault(status=status)] * tries)
    made = await create()
    assert sessions(stripe_stand_in) == [made.id]


async def test_coming_too_fast_names_a_time_to_come_again(stripe_stand_in, create):
    stripe_stand_in.api.faults.extend([Fault(status=429)] * 3)
    with pytest.raises(Transient) as raised:
        await create()
    assert raised.value.retry_after_s


async def test_a_rate_limit_is_repeated_under_the_same_key(stripe_stand_in, create):
    stripe_stand_in.api.faults.extend([Fault(status=429), Fault(), Fault(status=429)])
    made = await create()
    assert sessions(stripe_stand_in) == [made.id]


async def test_a_denied_key_is_logged_loudly(stripe_stand_in, http):
    client = StripeClient("sk_test_other", http, api_url=stripe_stand_in.url)
    with capture_logs() as logs, pytest.raises(StripeDenied):
        await client.session("cs_test_x")
    assert [(line["event"], line["log_level"]) for line in logs] == [("stripe.denied", "error")]
    assert "sk_test_other" not in str(logs)


async def test_an_error_holds_nothing_of_the_request(stripe_stand_in, create):
    stripe_stand_in.api.faults.append(Fault(status=400))
    with pytest.raises(StripeRefused) as raised:
        await create()
    assert str(raised.value) == "InvalidRequestError (None)"


async def test_a_lost_reply_is_retried_into_one_session(stripe_stand_in, create):
    stripe_stand_in.api.faults.append(Fault())
    made = await create()
    assert sessions(stripe_stand_in) == [made.id]


async def test_replies_lost_to_the_end_are_for_later_and_found_then(stripe_stand_in, create):
    stripe_stand_in.api.faults.extend([Fault()] * 3)
    with pytest.raises(Transient, match="APIConnectionError"):
        await create()
    made = await create()
    assert sessions(stripe_stand_in) == [made.id]


@pytest.mark.parametrize("slow_s", [0.3, 0.9])
async def test_a_stripe_too_slow_for_us_makes_one_session(stripe_stand_in, http, asked, slow_s):
    """The longer one is at work still when we ask again: Stripe says that the key is in use."""
    client = StripeClient(SECRET_KEY, http, api_url=stripe_stand_in.url, timeout_s=0.2)
    stripe_stand_in.api.faults.append(Fault(slow_s=slow_s))
    made = await client.create_session(json.dumps(asked()), "k")
    assert sessions(stripe_stand_in) == [made.id]


async def test_an_error_stripe_keeps_is_the_same_for_the_same_key(stripe_stand_in, create):
    stripe_stand_in.api.faults.append(Fault(status=500, is_kept=True))
    with pytest.raises(Transient):
        await create("cs:pay_1:1")
    assert (await create("cs:pay_1:2")).status == "open"


async def test_nobody_there_is_for_later():
    async with aiohttp.ClientSession() as session:
        client = StripeClient("sk_test_x", session, api_url="http://127.0.0.1:9")
        with pytest.raises(Transient):
            await client.session("cs_test_x")


async def test_a_body_that_breaks_off_is_for_later(http):
    async def answer(_reader, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
        await writer.drain()
        writer.close()

    port = unused_port()
    async with await asyncio.start_server(answer, "127.0.0.1", port):
        client = StripeClient("sk_test_x", http, api_url=f"http://127.0.0.1:{port}")
        with pytest.raises(Transient, match="APIConnectionError"):
            await client.session("cs_test_x")


@pytest.mark.parametrize("ask", ["session", "payment", "dispute", "customer"])
async def test_an_answer_of_the_other_mode_is_refused(stripe_stand_in, http, open_session, ask):
    world = stripe_stand_in.world
    session_id = await open_session()
    intent_id = world.pay(session_id)["id"]
    live = live_client(stripe_stand_in, http)
    calls = {
        "session": lambda: live.session(session_id),
        "payment": lambda: live.payment(intent_id),
        "dispute": lambda: live.dispute(world.dispute(intent_id)["id"]),
        "customer": lambda: live.create_customer("plan_1", "k"),
    }
    with pytest.raises(StripeRefused) as raised, capture_logs() as logs:
        await calls[ask]()
    assert raised.value.code == "wrong_mode"
    assert [line["event"] for line in logs] == ["stripe.wrong_mode"]


async def test_listed_events_of_the_other_mode_are_refused(
    stripe_stand_in, http, open_session, clock
):
    stripe_stand_in.world.pay(await open_session())
    live = live_client(stripe_stand_in, http)
    with pytest.raises(StripeRefused) as raised:
        [page async for page in live.events_since(clock.now())]
    assert raised.value.code == "wrong_mode"


def live_client(stand_in, http):
    """A client with a live key, whose account answers with what was made in test mode."""
    key = "sk_live_for_tests"
    stand_in.api.secret_key = key
    return StripeClient(key, http, api_url=stand_in.url)
