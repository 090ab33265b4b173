"""Every page in the dark and on a small screen."""

import pytest
from playwright.async_api import Page

from tests.browser.journeys import ROCIO, reach_link
from tests.browser.scene import PHONE_SIZE, OpenScene

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_every_page_is_dark_for_who_likes_it_dark(open_scene: OpenScene) -> None:
    async with open_scene() as scene:
        link = await reach_link(scene.stage, ROCIO)
        phone = await scene.phone_of(ROCIO.person, theme="dark")
        payment = await scene.payment_at(link, color_scheme="dark")
        console, telegram = await scene.console(color_scheme="dark"), await scene.telegram()
        await telegram.page.emulate_media(color_scheme="dark")
        for page in (phone.page, payment.page, console.page, telegram.page):
            assert await brightness(page) < 60, page.url
        await payment.go_on()
        assert await brightness(payment.page) < 60


async def test_the_phone_page_turns_dark_and_back_by_its_button(open_scene: OpenScene) -> None:
    async with open_scene() as scene:
        phone = await scene.phone_of(ROCIO.person)
        light = await brightness(phone.page, ".log")
        await phone.page.get_by_test_id("theme").click()
        assert await brightness(phone.page, ".log") < 60 < light
        await phone.page.get_by_test_id("theme").click()
        assert await brightness(phone.page, ".log") == light


async def test_nothing_is_wider_than_a_small_screen(open_scene: OpenScene) -> None:
    async with open_scene() as scene:
        link = await reach_link(scene.stage, ROCIO)
        phone = await scene.phone_of(ROCIO.person, viewport=PHONE_SIZE)
        payment = await scene.payment_at(link, viewport=PHONE_SIZE)
        console = await scene.console(viewport=PHONE_SIZE)
        for page in (phone.page, payment.page, console.page):
            assert await page.evaluate("document.documentElement.scrollWidth") <= 390, page.url


async def brightness(page: Page, selector: str = "body") -> float:
    """How bright the background behind `selector` is, from 0 to 255."""
    colour = await page.locator(selector).evaluate(
        "(node) => getComputedStyle(node).getPropertyValue('background-color')"
    )
    return sum(float(part) for part in colour.strip("rgba()").split(",")[:3]) / 3
