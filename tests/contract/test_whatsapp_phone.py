"""The phone page's own addresses: what the page may ask, and what it is told."""

import json
from collections.abc import AsyncIterator

import pytest

from tests.fakes.whatsapp import StandIn, running_stand_in


@pytest.fixture
async def stand_in() -> AsyncIterator[StandIn]:
    async with running_stand_in() as running:
        yield running


async def test_the_page_and_its_files_are_served_without_foreign_assets(
    stand_in: StandIn,
) -> None:
    for path in ("/", "/phone/files/phone.css", "/phone/files/chat.css", "/phone/files/phone.js"):
        async with stand_in.session.get(f"{stand_in.url}{path}") as answer:
            assert answer.status == 200
            assert "http://" not in (await answer.text()).replace("http://www.w3.org", "")
    async with stand_in.session.get(stand_in.url) as answer:
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")


async def test_people_are_listed_with_what_the_tester_must_know(stand_in: StandIn) -> None:
    async with stand_in.session.get(f"{stand_in.url}/phone/people") as answer:
        listed = await answer.json()
    assert listed["business"] == "Financiera Sol"
    rocio = listed["people"][0]
    assert (rocio["id"], rocio["hint"], rocio["unread"]) == ("rocio", "14 de junio de 1987", 0)


async def test_a_chat_shows_what_was_said(stand_in: StandIn) -> None:
    stand_in.world.say("rocio", "hola")
    async with stand_in.session.get(f"{stand_in.url}/phone/people/rocio/chat") as answer:
        (bubble,) = (await answer.json())["bubbles"]
    assert (bubble["side"], bubble["text"], bubble["status"]) == ("out", "hola", "sent")


@pytest.mark.parametrize(
    ("person", "message", "status"),
    [
        ("rocio", {"text": "hola"}, 200),
        ("rocio", {"media": "location"}, 200),
        ("rocio", {"text": " "}, 400),
        ("rocio", {"media": "hologram"}, 400),
        ("rocio", {}, 400),
        ("rocio", {"bubble": "none", "option": "yes"}, 404),
        ("nobody", {"text": "hola"}, 404),
    ],
)
async def test_only_what_a_phone_can_do_is_accepted(
    stand_in: StandIn, person: str, message: dict[str, str], status: int
) -> None:
    url = f"{stand_in.url}/phone/people/{person}/messages"
    async with stand_in.session.post(url, json=message) as answer:
        assert answer.status == status


async def test_a_change_is_told_as_it_happens(stand_in: StandIn) -> None:
    async with stand_in.session.get(f"{stand_in.url}/phone/events") as stream:
        assert await stream.content.readline() == b": hello\n"
        stand_in.world.say("dana", "hi")
        await stream.content.readline()
        line = await stream.content.readline()
    told = json.loads(line.removeprefix(b"data: "))
    assert (told["id"], told["last"]["text"]) == ("dana", "hi")
