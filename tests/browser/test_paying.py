"""From hello to a receipt, in a real browser on the running system."""

import pytest
from playwright.async_api import expect

from bot.kernel.money import Money
from tests.browser.journeys import EMILY, ROCIO, Journey, play, reach_link
from tests.browser.payment import PaymentPage
from tests.browser.scene import PHONE_SIZE, OpenScene

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("journey", [ROCIO, EMILY], ids=["es", "en"])
async def test_someone_agrees_pays_and_gets_a_receipt(
    journey: Journey, open_scene: OpenScene
) -> None:
    async with open_scene() as scene:
        phone = await scene.phone_of(journey.person, locale=journey.locale)
        await play(phone, [*journey.identify, *journey.agree])
        payment = PaymentPage(await phone.follow_link())
        shown = await payment.text()
        assert journey.amount in shown
        assert journey.creditor in shown
        await payment.go_on()
        await payment.pay()
        await payment.wait_for(journey.paid)
        await phone.wait_for(journey.receipt)
        await phone.wait_for_ticks("read")


async def test_a_declined_card_costs_nothing_and_can_be_tried_again(open_scene: OpenScene) -> None:
    async with open_scene() as scene:
        payment = await scene.payment_at(await reach_link(scene.stage, ROCIO))
        await payment.go_on()
        await payment.decline()
        assert "No se cobró nada" in await payment.text()
        assert await scene.stage.owed("4471") == Money.parse("2272.35", "MXN")
        await payment.pay()
        await payment.wait_for(ROCIO.paid)


async def test_a_link_is_paid_once_and_without_javascript(open_scene: OpenScene) -> None:
    async with open_scene() as scene:
        link = await reach_link(scene.stage, EMILY)
        payment = await scene.payment_at(link, java_script_enabled=False, viewport=PHONE_SIZE)
        await payment.go_on()
        await payment.pay()
        await payment.wait_for(EMILY.paid)
        await payment.page.goto(link)
        await payment.wait_for(EMILY.paid)
        await expect(payment.page.locator("form")).to_have_count(0)


async def test_a_link_nobody_sent_shows_nothing(open_scene: OpenScene) -> None:
    async with open_scene() as scene:
        payment = await scene.payment_at(f"{scene.stage.parts.settings.public_url}/p/not-a-token")
        await payment.wait_for("We couldn't find this link")
        assert "$" not in await payment.text()
