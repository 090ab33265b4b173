"""The page of Telegram's stand-in as an agent uses it."""

from __future__ import annotations

from playwright.async_api import Locator, Page, expect

_PATIENCE_MS = 15_000


class TelegramPage:
    """The agents' group; `url` is the stand-in's address."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self._url = url

    async def open(self) -> None:
        """Load the page, whatever topics there are."""
        await self.page.goto(self._url)

    async def wait_for_topic(self, reason: str) -> None:
        """Wait for the topic of a case with this reason; the newest one stands open."""
        topic = self._by("telegram-topic").filter(has_text=reason)
        await expect(topic).to_be_visible(timeout=_PATIENCE_MS)

    async def wait_for(self, text: str) -> str:
        """Wait until a message of the topic says `text`; returns the whole message."""
        message = self._by("telegram-message").filter(has_text=text).last
        await expect(message).to_be_visible(timeout=_PATIENCE_MS)
        return await message.inner_text()

    async def write(self, text: str) -> None:
        """Write in the topic as the agent."""
        await self._by("telegram-text").fill(text)
        await self._by("telegram-send").click()

    async def press(self, title: str) -> None:
        """Press the newest button with this title."""
        button = self._by("telegram-button").filter(has_text=title).last
        await button.click(timeout=_PATIENCE_MS)

    def _by(self, test_id: str) -> Locator:
        return self.page.get_by_test_id(test_id)
