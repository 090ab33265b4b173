"""The running system with its pages: whose browser is where, and how they look."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

from bot.console.users import add_user
from tests.browser.chromium import Tabs
from tests.browser.console import ConsolePage
from tests.browser.payment import PaymentPage
from tests.browser.phone import PhonePage
from tests.browser.telegram import TelegramPage
from tests.support.stage import Stage

PHONE_SIZE = {"width": 390, "height": 844}
AGENT, PASSWORD = "ana", "correct horse battery"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Opens the pages of one running system; `look` is Playwright's (`locale`, `viewport`, …)."""

    stage: Stage
    tabs: Tabs

    async def phone_of(self, person: str, *, theme: str = "light", **look: Any) -> PhonePage:
        """The sandbox's phone, as `person`."""
        page = await self.tabs.open(**look)
        phone = PhonePage(page, self.stage.parts.settings.whatsapp_api_url)
        await phone.open(person, theme=theme)
        return phone

    async def payment_at(self, link: str, **look: Any) -> PaymentPage:
        """The page behind a pay link, in a browser of its own."""
        page = await self.tabs.open(**look)
        await page.goto(link)
        return PaymentPage(page)

    async def console(self, **look: Any) -> ConsolePage:
        """The agents' console, with Ana logged in."""
        async with self.stage.parts.database.transaction() as conn:
            await add_user(conn, AGENT, PASSWORD)
        page = await self.tabs.open(**{"locale": "es-MX", **look})
        console = ConsolePage(page, self.stage.parts.settings.public_url)
        await console.log_in(AGENT, PASSWORD)
        return console

    async def telegram(self) -> TelegramPage:
        """The stand-in's page of the agents' group."""
        page = await self.tabs.open()
        desk = TelegramPage(page, self.stage.parts.settings.telegram_api_url)
        await desk.open()
        return desk


OpenScene = Callable[[], AbstractAsyncContextManager[Scene]]
