"""The stand-in brings updates as Telegram does: signed, in order, again until they are taken."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.sandbox.telegram import API, TelegramAgent, TelegramConfig, agent_writes, make_app
from tests.support.clock import HandClock

GROUP, ANA = -1001, 501
Client = TestClient[web.Request, web.Application]


@dataclass
class Listener:
    """A webhook that answers as told, then 200, and notes what it was brought."""

    answers: list[int] = field(default_factory=list)
    brought: list[tuple[str | None, int]] = field(default_factory=list)

    async def receive(self, request: web.Request) -> web.Response:
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        self.brought.append((secret, (await request.json())["update_id"]))
        return web.Response(status=self.answers.pop(0) if self.answers else 200)


@pytest.fixture
def stand_in() -> web.Application:
    agents = (TelegramAgent(id=ANA, name="Ana"),)
    return make_app(
        TelegramConfig(token="7:t", group_ids=(GROUP,), agents=agents, clock=HandClock())
    )


@pytest.fixture
async def client(stand_in: web.Application) -> AsyncIterator[Client]:
    async with TestClient(TestServer(stand_in)) as running:
        yield running


@pytest.fixture
async def listener(client: Client) -> AsyncIterator[Listener]:
    listening, app = Listener(), web.Application()
    app.router.add_post("/hook", listening.receive)
    async with TestServer(app) as server:
        params = {"url": str(server.make_url("/hook")), "secret_token": "s-1"}
        await client.post("/bot7:t/setWebhook", json=params)
        yield listening
        await client.post("/bot7:t/deleteWebhook", json={})


def write(stand_in: web.Application, *texts: str) -> list[int]:
    topic = stand_in[API].groups.create_topic(GROUP, "ABCD2345")
    return [agent_writes(stand_in, topic, ANA, text)["update_id"] for text in texts]


async def test_updates_come_in_order_with_the_secret(
    stand_in: web.Application, listener: Listener
) -> None:
    numbers = write(stand_in, "uno", "dos", "tres")
    await stand_in[API].feed.drained()
    assert listener.brought == [("s-1", number) for number in numbers]


async def test_a_refused_update_comes_again_before_the_next(
    stand_in: web.Application, listener: Listener
) -> None:
    listener.answers += [503, 401]
    first, second = write(stand_in, "uno", "dos")
    await stand_in[API].feed.drained()
    assert [number for _, number in listener.brought] == [first, first, first, second]


async def test_a_form_is_read_like_json(client: Client, stand_in: web.Application) -> None:
    form = {"chat_id": str(GROUP), "name": "ABCD2345"}
    async with client.post("/bot7:t/createForumTopic", data=form) as answer:
        body = await answer.json()
    assert body["ok"] is True
    assert stand_in[API].groups.topics()[0].thread_id == body["result"]["message_thread_id"]


async def test_a_full_group_says_how_long_to_wait(
    client: Client, stand_in: web.Application
) -> None:
    topic = stand_in[API].groups.create_topic(GROUP, "ABCD2345")
    message = {"chat_id": GROUP, "message_thread_id": topic.thread_id, "text": "x"}
    for _ in range(20):
        await client.post("/bot7:t/sendMessage", json=message)
    async with client.post("/bot7:t/sendMessage", json=message) as answer:
        body = await answer.json()
    assert (answer.status, body["error_code"]) == (429, 429)
    assert 55 <= body["parameters"]["retry_after"] <= 61


@pytest.mark.parametrize("path", ["/bot7:T/getMe", "/bot/getMe", "/bot7:t/getme"])
async def test_another_token_or_method_is_refused(client: Client, path: str) -> None:
    async with client.post(path) as answer:
        assert answer.status in (401, 404)
