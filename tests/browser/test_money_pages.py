"""The money pages in a browser: dark, on a small screen, and "reconcile now" by hand."""

import pytest
from playwright.async_api import expect

from tests.browser.scene import PHONE_SIZE, OpenScene
from tests.browser.test_looks import brightness

pytestmark = pytest.mark.asyncio(loop_scope="session")

PATHS = ("money", "money/runs", "money/unapplied", "money/credits")


async def test_money_pages_are_dark_and_narrow_where_they_should_be(open_scene: OpenScene) -> None:
    async with open_scene() as scene:
        console = await scene.console(color_scheme="dark", viewport=PHONE_SIZE)
        root = scene.stage.parts.settings.public_url
        for path in PATHS:
            await console.page.goto(f"{root}/console/{path}")
            assert await brightness(console.page) < 60, path
            assert await console.page.evaluate("document.documentElement.scrollWidth") <= 390, path


async def test_a_run_asked_for_by_hand_comes_by_itself(open_scene: OpenScene) -> None:
    async with open_scene() as scene:
        console = await scene.console()
        await console.page.get_by_test_id("money").click()
        await console.page.get_by_test_id("run-now").click()
        words = console.page.get_by_test_id("verdict-words")
        await expect(words).to_contain_text("cuadra", timeout=20_000)
        await expect(console.page.get_by_test_id("run-now")).to_be_visible()
