"""Taking events in."""

import pytest
import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.payments.tables import stripe_events
from bot.payments.webhook import StripeWebhook, add_routes
from bot.sandbox.stripe import objects
from bot.sandbox.stripe.courier import signed
from bot.storage.doorbell import Doorbell
from tests.fixtures_stripe import WEBHOOK_SECRET

EVENT = objects.event("payment_intent.succeeded", {"id": "pi_1"}, created=1, api_version="v")


async def post(web_client, event=EVENT, *, secret=WEBHOOK_SECRET):
    body, headers = signed(event, secret)
    return (await web_client.post("/webhooks/stripe", data=body, headers=headers)).status


async def kept(database):
    async with database.transaction() as conn:
        return list((await conn.execute(sa.select(stripe_events.c.object_id))).scalars())


async def test_an_event_is_kept_once_however_often_it_comes(web_client, database):
    assert [await post(web_client) for _ in range(3)] == [200, 200, 200]
    assert await kept(database) == ["pi_1"]


async def test_a_forged_event_is_not_kept(web_client, database):
    assert await post(web_client, secret="whsec_forged") == 400
    assert await kept(database) == []


async def test_an_event_without_an_object_is_kept(web_client, database):
    event = objects.event("balance.available", {"object": "balance"}, created=1, api_version="v")
    assert await post(web_client, event) == 200
    assert await kept(database) == [None]


async def test_a_new_event_rings_the_bell_and_a_known_one_does_not(database, redis):
    doorbell = Doorbell(redis)
    app = web.Application()
    add_routes(
        app,
        StripeWebhook(database, secret=WEBHOOK_SECRET, is_live=False, doorbell=doorbell),
    )
    async with TestClient(TestServer(app)) as client:
        assert [await post(client), await post(client)] == [200, 200]
    assert await redis.llen("saldo:bell:payments") == 1


def test_an_empty_secret_is_refused_at_the_start(database):
    with pytest.raises(ValueError, match="empty"):
        StripeWebhook(database, secret=" ", is_live=False, doorbell=None)
