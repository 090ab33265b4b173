"""The stand-in is at least as strict as Meta, and tells the bot everything Meta would."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.kernel.messages import IncomingOther, IncomingText
from bot.sandbox.whatsapp_people import DemoPerson, StandInConfig
from bot.sandbox.whatsapp_world import UnknownTarget
from bot.whatsapp.parse import Address
from tests.fakes.whatsapp import ANA, ROCIO, MovableClock, StandIn, running_stand_in

TEXT = {
    "messaging_product": "whatsapp",
    "to": "525512345678",
    "type": "text",
    "text": {"body": "Hola"},
}


@pytest.fixture
async def stand_in() -> AsyncIterator[StandIn]:
    async with running_stand_in() as running:
        yield running


def interactive(kind: str, action: dict[str, Any], **more: Any) -> dict[str, Any]:
    part = {"type": kind, "body": {"text": "¿Cuál?"}, "action": action} | more
    envelope = {key: TEXT[key] for key in ("messaging_product", "to")}
    return envelope | {"type": "interactive", "interactive": part}


def buttons(*titles: str) -> dict[str, Any]:
    replies = [{"type": "reply", "reply": {"id": t or "x", "title": t}} for t in titles]
    return interactive("button", {"buttons": replies})


def rows(count: int, **row: str) -> dict[str, Any]:
    items = [{"id": f"r{n}", "title": f"Fila {n}"} | row for n in range(count)]
    return interactive("list", {"button": "Ver", "sections": [{"rows": items}]})


def link(url: str, title: str = "Pagar") -> dict[str, Any]:
    return interactive(
        "cta_url", {"name": "cta_url", "parameters": {"display_text": title, "url": url}}
    )


ONE_BUTTON = {"buttons": [{"type": "reply", "reply": {"id": "a", "title": "a"}}]}

REFUSED: dict[str, tuple[object, int]] = {
    "not JSON": (b"{", 100),
    "not an object": ([], 131009),
    "another product": (TEXT | {"messaging_product": "sms"}, 131009),
    "an unknown field": (TEXT | {"priority": 1}, 100),
    "an unknown field inside": (TEXT | {"text": {"body": "x", "color": "red"}}, 100),
    "an unknown type": (TEXT | {"type": "hologram"}, 100),
    "no type": ({k: v for k, v in TEXT.items() if k != "type"}, 131008),
    "no recipient": ({k: v for k, v in TEXT.items() if k != "to"}, 131009),
    "two recipients": (TEXT | {"recipient": "MX.1"}, 131009),
    "a recipient that is no number": (TEXT | {"to": "Rocío"}, 131009),
    "no body": (TEXT | {"text": {}}, 131008),
    "an empty body": (TEXT | {"text": {"body": " "}}, 131009),
    "a body too long": (TEXT | {"text": {"body": "x" * 4097}}, 131009),
    "a body that is a number": (TEXT | {"text": {"body": 7}}, 131009),
    "a callback too long": (TEXT | {"biz_opaque_callback_data": "x" * 513}, 131009),
    "no buttons": (buttons(), 131009),
    "four buttons": (buttons("a", "b", "c", "d"), 131009),
    "a button title too long": (buttons("x" * 21), 131009),
    "an empty button title": (buttons(""), 131009),
    "the same button twice": (buttons("a", "a"), 131009),
    "an interactive without its action": (interactive("button", {}), 131008),
    "an interactive body too long": (
        interactive("button", {"buttons": []}, body={"text": "x" * 1025}),
        131009,
    ),
    "a footer too long": (
        interactive("button", ONE_BUTTON, footer={"text": "x" * 61}),
        131009,
    ),
    "eleven rows": (rows(11), 131009),
    "a row title too long": (rows(1, title="x" * 25), 131009),
    "a row description too long": (rows(1, description="x" * 73), 131009),
    "two rows of one id": (rows(2, id="same"), 131009),
    "a link that is no address": (link("javascript:alert(1)"), 131009),
    "a link title too long": (link("https://x.mx", "x" * 21), 131009),
    "an unknown interactive": (interactive("carousel", {}), 100),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_the_stand_in_refuses(stand_in: StandIn, case: str) -> None:
    body, code = REFUSED[case]
    status, answer = await stand_in.post(body)
    assert (status, answer["error"]["code"]) == (400, code)
    assert stand_in.world.chat("rocio").bubbles == []


ACCEPTED = {
    "text": TEXT,
    "the longest text": TEXT | {"text": {"body": "x" * 4096, "preview_url": False}},
    "three buttons": buttons("a", "b", "x" * 20),
    "ten rows": rows(10),
    "a link": link("http://127.0.0.1:8080/p/1"),
}


@pytest.mark.parametrize("case", ACCEPTED)
async def test_the_stand_in_accepts(stand_in: StandIn, case: str) -> None:
    stand_in.world.say("rocio", "hola")
    status, answer = await stand_in.post(ACCEPTED[case])
    assert status == 200
    assert answer["messages"][0]["id"] == stand_in.world.chat("rocio").bubbles[-1].id


async def test_a_wrong_token_is_unauthorized(stand_in: StandIn) -> None:
    status, answer = await stand_in.post(TEXT, token="another")
    assert (status, answer["error"]["code"]) == (401, 190)


async def test_the_bot_hears_what_people_type(stand_in: StandIn) -> None:
    wamid = stand_in.world.say("rocio", "hola 👍 ñ")
    await stand_in.world.settle()
    (message,) = stand_in.bot.batches[0].messages
    assert (message.wamid, message.content) == (wamid, IncomingText(text="hola 👍 ñ"))
    assert message.sender == Address(phone=ROCIO.phone, user_id=ROCIO.user_id)
    assert b'"from": "5215512345678"' in stand_in.bot.posts[0]


async def test_a_person_with_a_username_has_no_phone(stand_in: StandIn) -> None:
    stand_in.world.say("ana", "hola")
    await stand_in.world.settle()
    (message,) = stand_in.bot.batches[0].messages
    assert message.sender == Address(phone=None, user_id=ANA.user_id)


async def test_a_voice_note_is_heard_as_audio(stand_in: StandIn) -> None:
    stand_in.world.send_media("rocio", "audio")
    await stand_in.world.settle()
    (message,) = stand_in.bot.batches[0].messages
    assert isinstance(message.content, IncomingOther)
    assert message.content.kind == "audio"
    assert message.content.media_id


async def test_messages_keep_their_order_and_outlive_a_bot_that_is_away(stand_in: StandIn) -> None:
    stand_in.bot.answers += [503, 500]
    for text in ("uno", "dos", "tres"):
        stand_in.world.say("rocio", text)
    await stand_in.world.settle()
    told = [message.content for batch in stand_in.bot.batches for message in batch.messages]
    assert told == [IncomingText(text=text) for text in ("uno", "dos", "tres")]


async def test_a_tick_doubles_when_the_bot_has_the_message(stand_in: StandIn) -> None:
    stand_in.world.say("rocio", "hola")
    (bubble,) = stand_in.world.chat("rocio").bubbles
    ticks = [bubble.tick]
    await stand_in.world.settle()
    assert [*ticks, bubble.tick] == ["sent", "delivered"]


async def test_opening_the_chat_tells_the_bot_it_was_read(stand_in: StandIn) -> None:
    stand_in.world.say("rocio", "hola")
    await stand_in.post(TEXT)
    stand_in.world.open_chat("rocio")
    stand_in.world.open_chat("rocio")
    await stand_in.world.settle()
    assert stand_in.bot.statuses == ["sent", "delivered", "read"]


async def test_an_option_that_was_never_offered_cannot_be_picked(stand_in: StandIn) -> None:
    wamid = stand_in.world.say("rocio", "hola")
    for person, bubble in (("rocio", wamid), ("rocio", "none"), ("nobody", wamid)):
        with pytest.raises(UnknownTarget):
            stand_in.world.pick(person, bubble, "yes")


async def test_nothing_is_delivered_to_an_address_that_is_not_the_bots() -> None:
    async with running_stand_in(verify_token="another") as stand_in:
        stand_in.world.say("rocio", "hola")
        await stand_in.post(TEXT)
        assert stand_in.bot.posts == []


async def test_faults_can_be_set_from_outside(stand_in: StandIn) -> None:
    fault = {"kind": "error", "code": 131056, "status": 400, "times": 2}
    _, answer = await stand_in.post(fault, path="/sandbox/faults")
    assert answer == {"waiting": 2}
    assert (await stand_in.post(TEXT))[1]["error"]["code"] == 131056


def test_two_people_of_one_number_are_refused() -> None:
    twin = DemoPerson(id="twin", name="Twin", phone=ROCIO.phone, country="MX", language="es")
    with pytest.raises(ValueError, match="same phone"):
        StandInConfig(
            people=(ROCIO, twin),
            webhook_url="",
            app_secret="",
            token="",
            verify_token="",
            phone_number_id="",
            clock=MovableClock(),
        )
