"""The demo's own eyes and hands: it hears what was said, and notices what was not."""

import asyncio

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.launch.demo import payer
from bot.launch.demo.play import missing_from
from bot.launch.demo.script import CONVERSATIONS, Pays
from bot.launch.errors import LaunchError
from bot.launch.phone import Phone


class FakeChat:
    """A phone page's server where the bot answers when told to."""

    def __init__(self):
        self.bubbles = []

    def bot_writes(self, text, **more):
        self.bubbles.append({"id": f"b{len(self.bubbles)}", "side": "in", "text": text, **more})

    async def chat(self, _request):
        return web.json_response({"bubbles": self.bubbles})

    async def write(self, request):
        self.bubbles.append({"side": "out", "text": (await request.json())["text"]})
        return web.json_response({"id": "wamid.1"})

    def application(self):
        app = web.Application()
        app.router.add_get("/phone/people/CUS-1/chat", self.chat)
        app.router.add_post("/phone/people/CUS-1/messages", self.write)
        return app


@pytest.fixture
def chat():
    return FakeChat()


@pytest.fixture
async def phone(chat):
    async with TestServer(chat.application()) as server, aiohttp.ClientSession() as session:
        yield Phone(session, str(server.make_url("")).rstrip("/"), "CUS-1")


async def test_what_the_person_types_is_sent(phone, chat):
    await phone.say("hola")
    assert chat.bubbles == [{"side": "out", "text": "hola"}]


async def test_the_person_hears_all_of_an_answer(phone, chat):
    chat.bot_writes("uno", options=[{"id": "affirm", "title": "Sí"}])
    hearing = asyncio.create_task(phone.listen(bool))
    chat.bot_writes("dos", url="http://pay")
    heard = await hearing
    assert [bubble.text for bubble in heard] == ["uno", "dos"]
    assert [option.title for option in heard[0].options] == ["Sí"]
    assert heard[1].url == "http://pay"


async def test_the_person_hears_nothing_twice(phone, chat):
    chat.bot_writes("uno")
    await phone.listen(bool)
    chat.bot_writes("dos")
    assert [bubble.text for bubble in await phone.listen(bool)] == ["dos"]


async def test_what_is_missing_from_an_answer_is_named(phone, chat):
    chat.bot_writes("debes $5.00 MXN")
    heard = await phone.listen(bool)
    assert missing_from(heard, ("$5.00", "4471")) == ["4471"]


async def test_a_pay_page_that_is_gone_is_a_fault():
    app = web.Application()
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        with pytest.raises(LaunchError, match="answered 404"):
            await payer.pay(session, str(server.make_url("/p/token")))


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda talk: talk.locale)
def test_every_conversation_ends_with_a_payment(conversation):
    assert isinstance(conversation.steps[-1], Pays)


def test_both_languages_are_played():
    assert {conversation.locale for conversation in CONVERSATIONS} == {"es_MX", "en_US"}
