"""Our Graph client against the stand-in: every outcome of a send has one name."""

from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.kernel.ids import OutboxId, Wamid
from bot.kernel.messages import IncomingChoice, Link, Option, Outgoing
from bot.outbox.transport import FailureKind, Parcel, SendFailed
from bot.sandbox.whatsapp_world import Fault
from bot.whatsapp.client import GraphClient
from tests.fakes.whatsapp import ANA, NUMBER, StandIn, running_stand_in


@pytest.fixture
async def stand_in() -> AsyncIterator[StandIn]:
    async with running_stand_in() as running:
        running.world.say("rocio", "hola")
        running.world.say("ana", "hola")
        await running.world.settle()
        yield running


def parcel(message: Outgoing | None = None, **address: str | None) -> Parcel:
    to = {"to_phone": "+525512345678", "to_user_id": None} | address
    return Parcel(outbox_id=OutboxId("out_1"), message=message or Outgoing(body="Hola"), **to)


async def failure_of(client: GraphClient, message: Outgoing | None = None) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        await client.send(parcel(message))
    return caught.value


async def test_a_text_reaches_the_phone_and_its_id_comes_back(stand_in: StandIn) -> None:
    wamid = await stand_in.client().send(parcel())
    bubble = stand_in.world.chat("rocio").bubbles[-1]
    assert (bubble.id, bubble.content["text"]) == (wamid, "Hola")


async def test_statuses_come_back_with_the_outbox_id(stand_in: StandIn) -> None:
    wamid = await stand_in.client().send(parcel())
    await stand_in.world.settle()
    told = [status for batch in stand_in.bot.batches for status in batch.statuses]
    assert [(s.status, s.outbox_id, s.wamid) for s in told] == [
        ("sent", "out_1", wamid),
        ("delivered", "out_1", wamid),
    ]


async def test_someone_without_a_phone_is_reached_by_user_id(stand_in: StandIn) -> None:
    await stand_in.client().send(parcel(to_phone=None, to_user_id=ANA.user_id))
    assert stand_in.world.chat("ana").bubbles[-1].side == "in"


@pytest.mark.parametrize(("count", "kind"), [(2, "buttons"), (5, "list"), (12, "text")])
async def test_options_arrive_in_the_form_that_fits(
    stand_in: StandIn, count: int, kind: str
) -> None:
    options = tuple(Option(id=f"o{n}", title=f"Opción {n}") for n in range(count))
    await stand_in.client().send(
        parcel(Outgoing(body="¿Cuál?", options=options, options_title="Ver opciones"))
    )
    assert stand_in.world.chat("rocio").bubbles[-1].content["kind"] == kind


async def test_a_pressed_button_comes_back_as_the_choice_we_gave(stand_in: StandIn) -> None:
    message = Outgoing(body="¿Eres tú?", options=(Option(id="yes", title="Sí"),))
    wamid = await stand_in.client().send(parcel(message))
    stand_in.world.pick("rocio", wamid, "yes")
    await stand_in.world.settle()
    answer = stand_in.bot.batches[-1].messages[-1]
    assert answer.content == IncomingChoice(payload="yes", title="Sí")


async def test_a_link_arrives_as_a_button(stand_in: StandIn) -> None:
    link = Link(title="Pagar", url="http://127.0.0.1:8080/p/abc")
    await stand_in.client().send(parcel(Outgoing(body="Paga aquí", link=link)))
    content = stand_in.world.chat("rocio").bubbles[-1].content
    assert (content["kind"], content["url"]) == ("link", link.url)


async def test_typing_shows_and_marks_the_message_read(stand_in: StandIn) -> None:
    bubble = stand_in.world.chat("rocio").bubbles[0]
    await stand_in.client().show_typing(Wamid(bubble.id))
    assert bubble.tick == "read"
    assert stand_in.world.summary(stand_in.world.chat("rocio"))["typing"]


async def test_typing_ends_with_the_answer(stand_in: StandIn) -> None:
    bubble = stand_in.world.chat("rocio").bubbles[0]
    await stand_in.client().show_typing(Wamid(bubble.id))
    await stand_in.client().send(parcel())
    assert not stand_in.world.summary(stand_in.world.chat("rocio"))["typing"]


async def test_typing_never_raises(stand_in: StandIn) -> None:
    await stand_in.client().show_typing(Wamid("wamid.unknown"))
    await stand_in.client(api_url="http://127.0.0.1:9").show_typing(Wamid("wamid.unknown"))


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        (131000, 500, FailureKind.RETRY),
        (130429, 429, FailureKind.RETRY),
        (131056, 400, FailureKind.RETRY_PERSON),
        (131049, 400, FailureKind.RETRY_TOMORROW),
        (131047, 400, FailureKind.TEMPLATE_NEEDED),
        (131026, 400, FailureKind.PERMANENT),
        (131031, 403, FailureKind.STOP_LINE),
        (132015, 400, FailureKind.TEMPLATE_OFF),
    ],
)
async def test_a_refusal_carries_its_class_and_code(
    stand_in: StandIn, code: int, status: int, kind: FailureKind
) -> None:
    stand_in.world.faults.append(Fault(kind="error", code=code, status=status))
    failure = await failure_of(stand_in.client())
    assert (failure.kind, failure.code) == (kind, code)
    assert len(stand_in.world.chat("rocio").bubbles) == 1


async def test_a_wrong_token_stops_the_line(stand_in: StandIn) -> None:
    failure = await failure_of(stand_in.client(token="another"))
    assert (failure.kind, failure.code) == (FailureKind.STOP_LINE, 190)


async def test_a_wrong_number_or_version_is_our_bug(stand_in: StandIn) -> None:
    for changes in ({"phone_number_id": "1"}, {"version": "v1.0"}):
        assert (await failure_of(stand_in.client(**changes))).kind is FailureKind.OUR_BUG


async def test_a_message_no_form_can_carry_is_our_bug_and_is_not_sent(stand_in: StandIn) -> None:
    failure = await failure_of(stand_in.client(), Outgoing(body=" "))
    assert failure.kind is FailureKind.OUR_BUG


async def test_nobody_to_send_to_is_our_bug(stand_in: StandIn) -> None:
    with pytest.raises(SendFailed) as caught:
        await stand_in.client().send(parcel(to_phone=None))
    assert caught.value.kind is FailureKind.OUR_BUG


async def test_no_connection_can_be_tried_again(stand_in: StandIn) -> None:
    failure = await failure_of(stand_in.client(api_url="http://127.0.0.1:9"))
    assert failure.kind is FailureKind.RETRY


async def test_a_connection_lost_before_the_answer_is_unknown(stand_in: StandIn) -> None:
    stand_in.world.faults.append(Fault(kind="drop"))
    assert (await failure_of(stand_in.client())).kind is FailureKind.UNKNOWN


async def test_an_answer_that_never_comes_is_unknown_though_it_was_sent(stand_in: StandIn) -> None:
    stand_in.world.faults.append(Fault(kind="hang"))
    failure = await failure_of(stand_in.client(answer_timeout_s=0.05))
    assert failure.kind is FailureKind.UNKNOWN
    assert stand_in.world.chat("rocio").bubbles[-1].callback == "out_1"


async def test_outside_the_window_the_failure_comes_later_as_a_status(stand_in: StandIn) -> None:
    stand_in.clock.advance(timedelta(hours=24))
    await stand_in.client().send(parcel())
    await stand_in.world.settle()
    (status,) = stand_in.bot.batches[-1].statuses
    assert (status.status, status.error_code, status.outbox_id) == ("failed", 131047, "out_1")


async def test_someone_not_on_whatsapp_fails_later_too(stand_in: StandIn) -> None:
    await stand_in.client().send(parcel(to_phone="+525500009999"))
    await stand_in.world.settle()
    (status,) = stand_in.bot.batches[-1].statuses
    assert (status.status, status.error_code) == ("failed", 131026)


async def test_no_error_text_carries_what_was_sent(stand_in: StandIn) -> None:
    stand_in.world.faults.append(Fault(kind="error", code=100, status=400))
    failure = await failure_of(stand_in.client(), Outgoing(body="debes $980.01"))
    assert "980" not in f"{failure!r} {failure.__cause__!r}"
    assert "5512345678" not in str(failure)


async def test_an_answer_without_an_id_is_unknown() -> None:
    async def nothing(_request: web.Request) -> web.Response:
        return web.Response(text="ok")

    app = web.Application()
    app.router.add_post(f"/v25.0/{NUMBER}/messages", nothing)
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        client = GraphClient(
            session, api_url=str(server.make_url("")), token="t", phone_number_id=NUMBER
        )
        assert (await failure_of(client)).kind is FailureKind.UNKNOWN
