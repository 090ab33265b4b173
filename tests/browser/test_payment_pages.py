"""The pages of a link that is paid or waits for cash, on a phone, by day and by night."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.journeys import EMILY, ROCIO, reach_link
from tests.browser.payment import PaymentPage
from tests.browser.scene import PHONE_SIZE, OpenScene
from tests.browser.test_looks import brightness
from tests.support.printing import print_voucher

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_a_voucher_that_waits_fits_a_phone_and_leads_to_it(
    theme: str, open_scene: OpenScene
) -> None:
    async with open_scene() as scene:
        link = await reach_link(scene.stage, ROCIO)
        look = {"viewport": PHONE_SIZE, "color_scheme": theme}
        payment = await scene.payment_at(link, **look)
        shown = await payment.text()
        assert "efectivo en OXXO" in shown
        await payment.go_on()
        await print_voucher(scene.stage, link)
        await payment.page.goto(link)
        await payment.wait_for("Tu ficha de OXXO está lista")
        button = payment.page.get_by_role("link", name="Ver mi ficha")
        await expect(button).to_have_attribute("href", "https://stripe.example/voucher/1")
        await expect(payment.page.locator("form")).to_have_count(0)
        assert ROCIO.amount in await payment.text()
        await fits(payment, theme)


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_a_paid_link_shows_its_receipt_on_a_phone(theme: str, open_scene: OpenScene) -> None:
    async with open_scene() as scene:
        link = await reach_link(scene.stage, EMILY)
        payment = await scene.payment_at(link, viewport=PHONE_SIZE, color_scheme=theme)
        await payment.go_on()
        await payment.pay()
        await payment.wait_for(EMILY.paid)
        shown = await payment.text()
        assert EMILY.amount in shown
        assert "Reference" in shown
        await fits(payment, theme)


async def fits(payment: PaymentPage, theme: str) -> None:
    """Nothing is wider than the screen, and the page is as bright as its reader likes."""
    page: Page = payment.page
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    assert (await brightness(page) < 60) == (theme == "dark")
