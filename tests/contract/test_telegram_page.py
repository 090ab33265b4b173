"""The stand-in's page: an agent reads topics, answers and presses buttons."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.kernel.clock import SystemClock
from bot.sandbox.telegram import API, TelegramAgent, TelegramConfig, make_app

GROUP, ANA = -1001, 501
Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    config = TelegramConfig(
        token="70001:stand-in",
        group_ids=(GROUP,),
        agents=(TelegramAgent(id=ANA, name="Ana"),),
        clock=SystemClock(),
    )
    async with TestClient(TestServer(make_app(config))) as browser:
        yield browser


def api_of(client: Client) -> web.Application:
    return client.server.app  # type: ignore[attr-defined,no-any-return]  # a TestServer has one


async def page(client: Client, path: str = "/") -> str:
    async with client.get(path) as answer:
        assert answer.status == 200
        return await answer.text()


async def test_without_topics_the_page_says_so(client: Client) -> None:
    assert 'data-testid="telegram-empty"' in await page(client)


async def test_what_an_agent_writes_becomes_an_update(client: Client) -> None:
    api = api_of(client)[API]
    topic = api.groups.create_topic(GROUP, "ABCD2345")
    form = {"chat_id": GROUP, "thread_id": topic.thread_id, "agent": ANA, "text": "<b>Hola</b>"}
    await client.post("/write", data=form)
    assert api.feed.pending[0]["message"]["text"] == "<b>Hola</b>"
    assert "&lt;b&gt;Hola&lt;/b&gt;" in await page(client)


async def test_a_pressed_button_becomes_an_update(client: Client) -> None:
    api = api_of(client)[API]
    topic = api.groups.create_topic(GROUP, "ABCD2345")
    keyboard = {"inline_keyboard": [[{"text": "Tomar", "callback_data": "take:case_1"}]]}
    card = api.groups.bot_says(GROUP, topic.thread_id, "ficha", keyboard)
    assert "Tomar" in await page(client)
    form = {"chat_id": GROUP, "message_id": card.message_id, "data": "take:case_1"}
    await client.post("/press", data=form)
    assert api.feed.pending[0]["callback_query"]["data"] == "take:case_1"


async def test_a_topic_can_be_deleted_by_hand(client: Client) -> None:
    api = api_of(client)[API]
    topic = api.groups.create_topic(GROUP, "ABCD2345")
    await client.post("/delete", data={"chat_id": GROUP, "thread_id": topic.thread_id})
    assert api.groups.topics() == []


@pytest.mark.parametrize("path", ["/messages", f"/messages?chat_id={GROUP}&thread_id=9"])
async def test_a_topic_that_is_not_there_is_not_found(client: Client, path: str) -> None:
    async with client.get(path) as answer:
        assert answer.status == 404


async def test_a_wrong_token_is_unauthorized(client: Client) -> None:
    async with client.post("/botWRONG/getMe") as answer:
        assert (answer.status, (await answer.json())["ok"]) == (401, False)
