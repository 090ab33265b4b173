"""Our Telegram client against the strict stand-in, over HTTP."""

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.handoff.desk import Button, DeskBusy, DeskUnsure, Topic, TopicGone
from bot.handoff.telegram import TelegramDesk, telegram_bot
from bot.kernel.clock import SystemClock
from bot.kernel.errors import Permanent
from bot.sandbox.telegram import API, TelegramAgent, TelegramConfig, agent_writes, make_app
from tests.support.ports import unused_port

GROUP = -1001
TOKEN = "70001:stand-in-token"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rig:
    desk: TelegramDesk
    telegram: web.Application


def stand_in() -> web.Application:
    config = TelegramConfig(
        token=TOKEN,
        group_ids=(GROUP,),
        agents=(TelegramAgent(id=501, name="Ana"),),
        clock=SystemClock(),
    )
    return make_app(config)


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    server = TestServer(stand_in())
    async with server, telegram_bot(TOKEN, str(server.make_url(""))) as bot:
        desk = TelegramDesk(bot)
        await desk.connect()
        yield Rig(desk=desk, telegram=server.app)


async def test_a_topic_gets_a_card_with_buttons_that_can_be_rewritten(rig: Rig) -> None:
    topic = await rig.desk.open_topic(GROUP, "ABCD2345 · Pide hablar con una persona")
    card = await rig.desk.post(topic, "ficha", [Button(title="Tomar", action="take:case_1")])
    await rig.desk.rewrite(topic, card, "ficha nueva")
    message = rig.telegram[API].groups.message(GROUP, card)
    assert (message.text, message.keyboard) == ("ficha nueva", None)


async def test_writing_the_same_card_again_is_fine(rig: Rig) -> None:
    topic = await rig.desk.open_topic(GROUP, "A")
    card = await rig.desk.post(topic, "ficha")
    await rig.desk.rewrite(topic, card, "ficha")


async def test_a_deleted_topic_is_told_as_gone(rig: Rig) -> None:
    topic = await rig.desk.open_topic(GROUP, "A")
    rig.telegram[API].groups.delete_topic(GROUP, topic.thread_id)
    with pytest.raises(TopicGone):
        await rig.desk.post(topic, "hola")


async def test_a_topic_is_closed_and_opened_again(rig: Rig) -> None:
    topic = await rig.desk.open_topic(GROUP, "A")
    await rig.desk.close_topic(topic)
    assert rig.telegram[API].groups.topics()[0].is_closed
    await rig.desk.reopen_topic(topic)
    await rig.desk.post(topic, "hola")


# The library warns that seconds will become a timedelta; the client takes both.
@pytest.mark.filterwarnings("ignore:.*retry_after:telegram.warnings.PTBDeprecationWarning")
async def test_a_full_group_is_busy_for_as_long_as_telegram_says(rig: Rig) -> None:
    topic = await rig.desk.open_topic(GROUP, "A")
    for _ in range(20):
        rig.telegram[API].groups.bot_says(GROUP, topic.thread_id, "x", None)
    with pytest.raises(DeskBusy) as busy:
        await rig.desk.post(topic, "x")
    assert busy.value.retry_after_s is not None
    assert 55 <= busy.value.retry_after_s <= 61


async def test_a_wrong_group_is_a_permanent_refusal_without_telegrams_text(rig: Rig) -> None:
    with pytest.raises(Permanent) as refusal:
        await rig.desk.post(Topic(chat_id=5, thread_id=1), "hola")
    assert "chat" not in str(refusal.value)


async def test_answering_a_press_too_late_is_harmless(rig: Rig) -> None:
    await rig.desk.answer_press("999", "Listo")


async def test_a_wrong_token_is_refused_and_never_told() -> None:
    server = TestServer(stand_in())
    async with server, telegram_bot("70001:wrong", str(server.make_url(""))) as bot:
        with pytest.raises(Permanent) as refusal:
            await TelegramDesk(bot).connect()
    assert "wrong" not in str(refusal.value)


async def test_a_telegram_that_is_away_is_busy() -> None:
    async with telegram_bot(TOKEN, f"http://127.0.0.1:{unused_port()}") as bot:
        with pytest.raises(DeskBusy):
            await TelegramDesk(bot).connect()


async def test_an_answer_that_never_comes_is_unsure() -> None:
    async def hang_up(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    app = web.Application()
    app.router.add_post("/{rest:.*}", hang_up)
    server = TestServer(app)
    async with server, telegram_bot(TOKEN, str(server.make_url(""))) as bot:
        with pytest.raises(DeskUnsure):
            await TelegramDesk(bot).connect()


async def test_the_token_stays_out_of_the_logs(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        await rig.desk.open_topic(GROUP, "A")
    assert TOKEN not in caplog.text


async def test_updates_can_be_pulled_instead_of_pushed(rig: Rig) -> None:
    await rig.desk.receive_here()
    topic = rig.telegram[API].groups.create_topic(GROUP, "A")
    update = agent_writes(rig.telegram, topic, 501, "Hola")
    pulled = await rig.desk.pull(0)
    assert [raw["update_id"] for raw in pulled] == [update["update_id"]]
    assert pulled[0]["message"]["text"] == "Hola"
