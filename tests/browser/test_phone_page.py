"""The phone page in a real browser, against the stand-in alone."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import expect

from bot.kernel.ids import OutboxId, Wamid
from bot.kernel.messages import IncomingChoice, IncomingText, Link, Option, Outgoing
from bot.outbox.transport import Parcel
from tests.browser.chromium import Tabs
from tests.browser.phone import PhonePage
from tests.fakes.whatsapp import ROCIO, StandIn, running_stand_in

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def stand_in() -> AsyncIterator[StandIn]:
    async with running_stand_in() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def phone(stand_in: StandIn, tabs: Tabs) -> PhonePage:
    phone = PhonePage(await tabs.open(), stand_in.url, patience_ms=5_000)
    await phone.open("rocio")
    return phone


async def answer(stand_in: StandIn, message: Outgoing) -> Wamid:
    return await stand_in.client().send(
        Parcel(outbox_id=OutboxId("out_1"), to_phone=ROCIO.phone, to_user_id=None, message=message)
    )


async def test_what_is_typed_reaches_the_bot_and_gets_its_ticks(
    phone: PhonePage, stand_in: StandIn
) -> None:
    await phone.say("Hola, ¿cuánto debo?")
    await phone.wait_for_ticks("delivered")
    (message,) = stand_in.bot.batches[0].messages
    assert message.content == IncomingText(text="Hola, ¿cuánto debo?")
    await stand_in.client().show_typing(message.wamid)
    await phone.wait_for_ticks("read")
    await phone.wait_for_typing()


async def test_a_button_is_pressed_once(phone: PhonePage, stand_in: StandIn) -> None:
    await phone.say("hola")
    options = (Option(id="yes", title="Sí, soy yo"), Option(id="no", title="No, no soy"))
    await answer(stand_in, Outgoing(body="¿Hablo con Rocío?", options=options))
    await phone.wait_for("¿Hablo con Rocío?")
    assert await phone.options() == ["Sí, soy yo", "No, no soy"]
    await phone.choose("Sí, soy yo")
    await phone.wait_for_ticks("delivered")
    content = stand_in.bot.batches[-1].messages[-1].content
    assert content == IncomingChoice(payload="yes", title="Sí, soy yo")
    await expect(phone.page.get_by_test_id("option").first).to_be_disabled()


async def test_a_list_opens_and_a_row_is_picked(phone: PhonePage, stand_in: StandIn) -> None:
    await phone.say("opciones")
    options = tuple(Option(id=f"o{n}", title=f"{n} pagos", description="$1") for n in (2, 3, 6))
    await answer(stand_in, Outgoing(body="Elige", options=options, options_title="Ver opciones"))
    await phone.wait_for("Elige")
    assert await phone.options() == ["2 pagos", "3 pagos", "6 pagos"]
    await phone.choose("3 pagos")
    await phone.wait_for_ticks("delivered")
    content = stand_in.bot.batches[-1].messages[-1].content
    assert content == IncomingChoice(payload="o3", title="3 pagos")


async def test_a_link_button_leads_to_its_address(phone: PhonePage, stand_in: StandIn) -> None:
    await phone.say("pagar")
    link = Link(title="Pagar", url=f"{stand_in.url}/phone/people")
    await answer(stand_in, Outgoing(body="Pago seguro", link=link))
    assert await phone.link() == link.url
    opened = await phone.follow_link()
    assert opened.url == link.url


async def test_what_is_seen_is_reported_read(phone: PhonePage, stand_in: StandIn) -> None:
    await phone.say("hola")
    await answer(stand_in, Outgoing(body="*Hola*, Rocío"))
    assert await phone.wait_for("Rocío") == "Hola, Rocío"
    bubble = stand_in.world.chat("rocio").bubbles[-1]
    await expect(phone.page.get_by_test_id("unread-rocio")).to_have_count(0)
    assert bubble.tick == "read"


async def test_markup_in_a_message_stays_text(phone: PhonePage, stand_in: StandIn) -> None:
    await phone.say("<img src=x onerror=alert(1)>")
    await answer(stand_in, Outgoing(body="<b>no</b>"))
    assert await phone.wait_for("<b>no</b>") == "<b>no</b>"


async def test_a_photo_is_sent_and_another_persons_chat_is_separate(
    phone: PhonePage, stand_in: StandIn
) -> None:
    await phone.attach("image")
    await phone.wait_for_ticks("delivered")
    assert stand_in.bot.batches[-1].messages[-1].kind == "image"
    await phone.switch_to("dana")
    await expect(phone.written()).to_have_count(0)
    await expect(phone.page.get_by_test_id("starter").first).to_have_text("Hi")
