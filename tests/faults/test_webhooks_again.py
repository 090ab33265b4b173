"""Webhooks come twice, in heaps and out of order; each thing they say happens once."""

from collections.abc import AsyncIterator

import pytest

from bot.inbox.tables import inbox
from bot.outbox.tables import message_statuses, outbox
from bot.settings import Settings
from tests.support.clock import HandClock
from tests.support.posts import batch, messages, post, status
from tests.support.stage import Person, Stage, open_stage


@pytest.fixture
async def stage(stage_settings: Settings, clock: HandClock) -> AsyncIterator[Stage]:
    async with open_stage(stage_settings, clock) as opened:
        yield opened


@pytest.fixture
def rocio(stage: Stage) -> Person:
    return stage.person("CUS-1")


async def test_a_webhook_posted_five_times_is_answered_once(stage: Stage, rocio: Person) -> None:
    body = batch(rocio, ["hola"])
    assert [await post(stage, body) for _ in range(5)] == [200] * 5
    await stage.settle()
    assert rocio.reads().count("¿Hablo con Rocío?") == 1
    assert len(await stage.rows(inbox)) == 1


async def test_twenty_texts_of_one_batch_are_answered_once_each_and_in_order(
    stage: Stage, rocio: Person
) -> None:
    body = batch(rocio, ["hola", "gracias, adiós"] * 10)
    assert await post(stage, body) == 200
    await stage.settle()
    rows = sorted(await stage.rows(outbox), key=lambda row: row["seq"])
    assert [row["turn_id"] for row in rows] == [message["id"] for message in messages(body)]
    assert rocio.reads().count("¿Hablo con Rocío?") == 10


async def test_statuses_in_any_order_and_number_leave_the_furthest(
    stage: Stage, rocio: Person
) -> None:
    await rocio.says("hola")
    [wamid] = [bubble["id"] for bubble in rocio.bubbles()]
    for name in ("read", "sent", "delivered", "read", "sent", "failed"):
        assert await post(stage, status(rocio, wamid, name)) == 200
    assert [row["state"] for row in await stage.rows(outbox)] == ["read"]
    kept = [row["status"] for row in await stage.rows(message_statuses)]
    assert sorted(kept) == ["delivered", "failed", "read", "sent"]
