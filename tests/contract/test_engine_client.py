"""The engine's client against a server that answers as it is told."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.dialogue.client import Engine, EngineActionFailed, TurnRequest
from bot.kernel.errors import Permanent, Transient

ANSWER = {"replies": [], "events": [], "intent": {"name": "greet", "confidence": 0.9}}
REQUEST = TurnRequest(
    contact="con_1", message="hola", turn="w", epoch=1, language="es", is_verified=False
)


@dataclass
class FakeEngine:
    status: int = 200
    body: Any = field(default_factory=lambda: ANSWER)
    asked: list[Any] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(await request.json() if request.can_read_body else request.path)
        if isinstance(self.body, str):
            return web.Response(text=self.body, status=self.status)
        return web.json_response(self.body, status=self.status)


@pytest.fixture
def fake() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
async def client(fake: FakeEngine) -> AsyncIterator[Engine]:
    app = web.Application()
    app.add_routes([web.route("*", "/{path:.*}", fake.answer)])
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        yield Engine([str(server.make_url(""))], session)


async def test_a_turn_gives_intent_and_exact_confidence(client):
    answer = await client.turn(REQUEST)
    assert (answer.intent, answer.confidence) == ("greet", Decimal("0.9"))


async def test_a_turn_sends_who_when_and_whether_verified(client, fake):
    await client.turn(REQUEST)
    assert fake.asked[0]["metadata"] == {
        "turn": "w", "epoch": 1, "contact": "con_1", "choice": None,
        "language": "es", "verified": False, "close_forms": False,
    }  # fmt: skip


async def test_a_failed_action_is_named(client, fake):
    fake.status, fake.body = 502, {"error": "TimeoutError", "action": "action_pay_now"}
    with pytest.raises(EngineActionFailed, match="action_pay_now"):
        await client.turn(REQUEST)


@pytest.mark.parametrize("body", ["<html>", {"error": "NoModel"}])
async def test_an_engine_that_is_not_well_is_tried_again(client, fake, body):
    fake.status, fake.body = 503, body
    with pytest.raises(Transient):
        await client.turn(REQUEST)


async def test_a_refused_turn_is_a_bug(client, fake):
    fake.status, fake.body = 400, {"error": "no such intent"}
    with pytest.raises(Permanent):
        await client.turn(REQUEST)


@pytest.mark.parametrize("body", [[], {}, {**ANSWER, "replies": [{"text": "hi"}]}])
async def test_an_answer_in_another_shape_is_a_bug(client, fake, body):
    fake.body = body
    with pytest.raises(Permanent):
        await client.turn(REQUEST)


async def test_words_that_are_no_json_are_tried_again(client, fake):
    fake.body = "<html>"
    with pytest.raises(Transient):
        await client.turn(REQUEST)


async def test_an_engine_that_is_not_there_is_tried_again():
    async with aiohttp.ClientSession() as session:
        engine = Engine(["http://127.0.0.1:9"], session)
        with pytest.raises(Transient):
            await engine.turn(REQUEST)
        assert not await engine.ready()


async def test_a_client_without_addresses_is_refused():
    async with aiohttp.ClientSession() as session:
        with pytest.raises(Permanent):
            Engine([], session)


@pytest.mark.parametrize(("status", "is_ready"), [(200, True), (503, False)])
async def test_ready_means_the_model_is_loaded(client, fake, status, is_ready):
    fake.status = status
    assert await client.ready() is is_ready
