"""What tests may make go wrong at the stand-in: by chance, but the same chances every time."""

import asyncio
import contextlib
from collections import Counter

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.sandbox.stripe import STRIPE, StripeConfig, make_app
from bot.sandbox.stripe.courier import Courier, Mishaps
from bot.sandbox.stripe.faults import Fault, Storm
from tests.fixtures_stripe import SECRET_KEY, WEBHOOK_SECRET

MANY = 2_000


def drawn(storm):
    return [storm.next() for _ in range(MANY)]


def test_a_storm_of_one_seed_is_the_same_storm():
    assert drawn(Storm(seed=7, failed=0.2)) == drawn(Storm(seed=7, failed=0.2))
    assert drawn(Storm(seed=7, failed=0.2)) != drawn(Storm(seed=8, failed=0.2))


def test_a_storm_fails_its_shares():
    found = Counter(drawn(Storm(seed=7, failed=0.2, busy=0.1, lost=0.05)))
    shares = {Fault(status=500): 0.2, Fault(status=429): 0.1, Fault(): 0.05, None: 0.65}
    for fault, share in shares.items():
        assert abs(found[fault] / MANY - share) < 0.03


def test_without_shares_nothing_fails():
    assert set(drawn(Storm(seed=7))) == {None}


async def test_a_storm_hits_requests_until_it_is_over(stripe_stand_in, open_session):
    stripe_stand_in.api.storm = Storm(seed=3, failed=0.2, busy=0.1, lost=0.1)
    for _ in range(8):
        with contextlib.suppress(Exception):
            await open_session()
    stripe_stand_in.api.storm = None
    assert await open_session()


@pytest.mark.parametrize(
    ("mishaps", "least", "most"),
    [
        (Mishaps(seed=1), 200, 200),
        (Mishaps(seed=1, lost=1), 0, 0),
        (Mishaps(seed=1, doubled=1), 400, 400),
        (Mishaps(seed=1, lost=0.1), 160, 195),
        (Mishaps(seed=1, doubled=0.3), 230, 290),
    ],
)
def test_so_many_deliveries_are_made(mishaps, least, most):
    courier = Courier("http://hook", "whsec", retry_delays_s=(), mishaps=mishaps)
    deliveries = [courier.waits() for _ in range(200)]
    assert least <= sum(len(each) for each in deliveries) <= most


def test_deliveries_are_spread_over_the_time_given():
    courier = Courier("x", "s", retry_delays_s=(), mishaps=Mishaps(seed=1, spread_s=0.5))
    waits = [wait for _ in range(100) for wait in courier.waits()]
    assert waits != sorted(waits)
    assert 0 <= min(waits) < 0.05 < 0.45 < max(waits) <= 0.5


async def test_events_arrive_shuffled_and_twice(clock):
    taken, finished = [], asyncio.Event()

    async def receive(request):
        taken.append((await request.json())["id"])
        finished.set() if len(taken) == 24 else None
        return web.Response()

    hook = web.Application()
    hook.router.add_post("/hook", receive)
    async with TestServer(hook) as server:
        app = make_app(
            StripeConfig(
                public_url="http://stripe",
                secret_key=SECRET_KEY,
                webhook_secret=WEBHOOK_SECRET,
                webhook_url=str(server.make_url("/hook")),
                clock=clock,
                mishaps=Mishaps(seed=5, doubled=1, spread_s=0.3),
            )
        )
        async with TestServer(app):
            made = pay_times(app[STRIPE].world, 4)
            await asyncio.wait_for(finished.wait(), 5)
    assert Counter(taken) == dict.fromkeys(made, 2)
    assert list(dict.fromkeys(taken)) != made


def pay_times(world, times):
    """The ids of the events of so many payments."""
    price = {"currency": "mxn", "unit_amount": 5_000}
    for _ in range(times):
        session = world.create_session(
            {"mode": "payment", "success_url": "x", "line_items": [{"price_data": price}]}
        )
        world.pay(session["id"])
    return [event["id"] for event in world.events]
