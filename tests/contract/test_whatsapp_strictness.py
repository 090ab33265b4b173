"""The Graph stand-in at its limits: callers, lengths, ids, the reply window, read marks."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from tests.fakes.whatsapp import ANA, NUMBER, TOKEN, StandIn, running_stand_in

TEXT: dict[str, Any] = {
    "messaging_product": "whatsapp",
    "to": "525512345678",
    "type": "text",
    "text": {"body": "Hola"},
}
HOME = f"/v25.0/{NUMBER}/messages"


@pytest.fixture
async def stand_in() -> AsyncIterator[StandIn]:
    async with running_stand_in() as running:
        yield running


def interactive(kind: str, action: dict[str, Any], **more: Any) -> dict[str, Any]:
    part = {"type": kind, "body": {"text": "¿Cuál?"}, "action": action} | more
    return {**TEXT, "type": "interactive", "interactive": part} | {"text": None}


def without_text(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if value is not None}


def button(id_: str, title: str) -> dict[str, Any]:
    return {"type": "reply", "reply": {"id": id_, "title": title}}


def section(*rows: tuple[str, str], title: str | None = "Planes") -> dict[str, Any]:
    named = {"title": title} if title else {}
    return named | {"rows": [{"id": id_, "title": text} for id_, text in rows]}


def menu(*sections: dict[str, Any], word: str = "Ver") -> dict[str, Any]:
    return interactive("list", {"button": word, "sections": list(sections)})


def link(**parameters: str) -> dict[str, Any]:
    return interactive("cta_url", {"name": "cta_url", "parameters": parameters})


ONE = {"buttons": [button("a", "Sí")]}
ROWS = tuple((f"r{n}", f"Fila {n}") for n in range(6))

AT_THE_LIMIT: dict[str, dict[str, Any]] = {
    "a text of 4,096": TEXT | {"text": {"body": "ñ" * 4096}},
    "a button title of 20": interactive("button", {"buttons": [button("i" * 256, "t" * 20)]}),
    "a row title of 24": menu(section(("i" * 200, "t" * 24))),
    "a list word of 20": menu(section(*ROWS), word="w" * 20),
    "a header and a footer of 60": interactive(
        "button", ONE, header={"type": "text", "text": "h" * 60}, footer={"text": "f" * 60}
    ),
    "two titled sections of five": menu(
        section(*ROWS[:5]), section(*((f"s{id_}", text) for id_, text in ROWS[:5]), title="Más")
    ),
    "a link word of 20": link(display_text="w" * 20, url="https://saldo.example/p/abc"),
}
BEYOND: dict[str, dict[str, Any]] = {
    "a button id of 257": interactive("button", {"buttons": [button("i" * 257, "Sí")]}),
    "an empty button id": interactive("button", {"buttons": [button("", "Sí")]}),
    "a button id twice": interactive("button", {"buttons": [button("a", "x"), button("a", "y")]}),
    "a button title twice": interactive(
        "button", {"buttons": [button("a", "x"), button("b", "x")]}
    ),
    "a header of 61": interactive("button", ONE, header={"type": "text", "text": "h" * 61}),
    "a header with a picture": interactive("button", ONE, header={"type": "image", "text": "h"}),
    "a blank interactive body": interactive("button", ONE, body={"text": " "}),
    "a row id of 201": menu(section(("i" * 201, "t"))),
    "a row id twice in two sections": menu(section(("a", "x")), section(("a", "y"))),
    "eleven rows in two sections": menu(
        section(*ROWS), section(*((f"s{id_}", text) for id_, text in ROWS[:5]))
    ),
    "two sections without titles": menu(
        section(("a", "x"), title=None), section(("b", "y"), title=None)
    ),
    "a section title of 25": menu(section(("a", "x"), title="t" * 25)),
    "a section without rows": menu(section()),
    "no sections": menu(),
    "a list word of 21": menu(section(("a", "x")), word="w" * 21),
    "no list word": menu(section(("a", "x")), word=""),
    "a link without an address": link(display_text="Pagar", url=""),
    "a link that is a path": link(display_text="Pagar", url="/p/abc"),
    "a link of 2,001": link(display_text="Pagar", url="https://x.mx/" + "p" * 2000),
    "a link without words": link(display_text="", url="https://x.mx"),
    "a number too short": TEXT | {"to": "12345"},
    "a number too long": TEXT | {"to": "1" * 16},
    "a number in other digits": TEXT | {"to": "٥٢٥٥١٢٣٤٥٦٧٨"},
    "a group": TEXT | {"recipient_type": "group"},
}


@pytest.mark.parametrize("case", AT_THE_LIMIT)
async def test_what_is_just_allowed_is_taken(stand_in: StandIn, case: str) -> None:
    stand_in.world.say("rocio", "hola")
    status, answer = await stand_in.post(without_text(AT_THE_LIMIT[case]))
    assert status == 200, answer


@pytest.mark.parametrize("case", BEYOND)
async def test_what_is_just_too_much_is_refused(stand_in: StandIn, case: str) -> None:
    status, answer = await stand_in.post(without_text(BEYOND[case]))
    assert (status, answer["error"]["code"]) == (400, 131009)
    assert stand_in.world.chat("rocio").bubbles == []


@pytest.mark.parametrize(
    ("headers", "path", "found"),
    [
        ({"Authorization": ""}, HOME, (401, 190)),
        ({"Authorization": TOKEN}, HOME, (401, 190)),
        ({"Authorization": f"Basic {TOKEN}"}, HOME, (401, 190)),
        ({"Content-Type": "text/plain"}, HOME, (400, 100)),
        ({}, f"/v24.0/{NUMBER}/messages", (400, 2500)),
        ({}, "/v25.0/999/messages", (400, 100)),
    ],
)
async def test_a_caller_must_be_ours_and_speak_our_version(
    stand_in: StandIn, headers: dict[str, str], path: str, found: tuple[int, int]
) -> None:
    usual = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    url = stand_in.url + path
    async with stand_in.session.post(url, data=b"{}", headers=usual | headers) as answer:
        assert (answer.status, (await answer.json())["error"]["code"]) == found


async def told(stand_in: StandIn) -> list[tuple[str, int | None]]:
    await stand_in.world.settle()
    found = [status for batch in stand_in.bot.batches for status in batch.statuses]
    return [(status.status, status.error_code) for status in found]


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        (timedelta(hours=23, minutes=59), [("sent", None), ("delivered", None)]),
        (timedelta(hours=24, minutes=1), [("failed", 131047)]),
    ],
)
async def test_the_window_is_open_for_a_day(
    stand_in: StandIn, later: timedelta, expected: list[tuple[str, int | None]]
) -> None:
    stand_in.world.say("rocio", "hola")
    stand_in.clock.advance(later)
    assert (await stand_in.post(TEXT))[0] == 200
    assert await told(stand_in) == expected


async def test_whoever_never_wrote_cannot_be_written_to(stand_in: StandIn) -> None:
    await stand_in.post(TEXT)
    assert await told(stand_in) == [("failed", 131047)]


async def test_the_window_opens_again_when_the_person_writes(stand_in: StandIn) -> None:
    stand_in.world.say("rocio", "hola")
    stand_in.clock.advance(timedelta(days=3))
    stand_in.world.say("rocio", "¿sigues ahí?")
    await stand_in.post(TEXT)
    assert await told(stand_in) == [("sent", None), ("delivered", None)]


@pytest.mark.parametrize(
    "who", [{"to": "525599999999"}, {"to": None, "recipient": "MX.999"}], ids=str
)
async def test_a_stranger_is_not_on_whatsapp(stand_in: StandIn, who: dict[str, Any]) -> None:
    status, _ = await stand_in.post(without_text(TEXT | who))
    assert (status, await told(stand_in)) == (200, [("failed", 131026)])


async def test_a_person_without_a_phone_is_reached_by_user_id(stand_in: StandIn) -> None:
    stand_in.world.say("ana", "hola")
    status, _ = await stand_in.post(without_text(TEXT | {"to": None, "recipient": ANA.user_id}))
    assert (status, stand_in.world.chat("ana").bubbles[-1].side) == (200, "in")


@pytest.mark.parametrize("number", ["525512345678", "5215512345678", "+525512345678"])
async def test_a_mexican_number_is_one_person_however_written(
    stand_in: StandIn, number: str
) -> None:
    stand_in.world.say("rocio", "hola")
    await stand_in.post(TEXT | {"to": number})
    assert await told(stand_in) == [("sent", None), ("delivered", None)]


MARK: dict[str, Any] = {"messaging_product": "whatsapp", "status": "read"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, 131008),
        ({"message_id": "wamid.none"}, 131009),
        ({"message_id": "", "status": "read"}, 131009),
        ({"message_id": "x", "status": "delivered"}, 131009),
        ({"message_id": "x", "typing_indicator": {"type": "voice"}}, 131009),
        ({"message_id": "x", "colour": "blue"}, 100),
    ],
)
async def test_a_wrong_read_mark_is_refused(
    stand_in: StandIn, change: dict[str, Any], code: int
) -> None:
    status, answer = await stand_in.post(MARK | change)
    assert (status, answer["error"]["code"]) == (400, code)


async def test_our_own_message_cannot_be_marked_read_by_us(stand_in: StandIn) -> None:
    stand_in.world.say("rocio", "hola")
    _, sent = await stand_in.post(TEXT)
    mark = MARK | {"message_id": sent["messages"][0]["id"]}
    assert (await stand_in.post(mark))[0] == 400
