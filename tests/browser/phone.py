"""The sandbox's phone as a person uses it; end-to-end tests speak only through this class."""

from __future__ import annotations

from playwright.async_api import Locator, Page, expect

_PATIENCE_MS = 15_000


class PhonePage:
    """One open phone page; `url` is the stand-in's address."""

    def __init__(self, page: Page, url: str, *, patience_ms: float = _PATIENCE_MS) -> None:
        self.page = page
        self._url = url
        self._patience_ms = patience_ms

    async def open(self, person_id: str, *, theme: str = "light") -> None:
        """Load the page and look at this person's chat, ready to write."""
        await self.page.goto(f"{self._url}/?theme={theme}")
        await self.page.wait_for_selector("body[data-live]")
        await self.switch_to(person_id)

    async def switch_to(self, person_id: str) -> None:
        """Play somebody else."""
        await self._by(f"person-{person_id}").click()
        await expect(self._by(f"person-{person_id}")).to_have_attribute("aria-current", "true")
        await expect(self._by("composer")).to_be_visible()

    async def say(self, text: str) -> None:
        """Type and send."""
        await self._by("composer").fill(text)
        await self._by("send").click()
        await expect(self._by("bubble-out").last).to_contain_text(text)

    async def attach(self, kind: str) -> None:
        """Send an `image`, a `document`, an `audio` or a `location`."""
        await self._by("attach").click()
        await self._by(f"attach-{kind}").click()

    async def choose(self, title: str) -> None:
        """Pick the newest option with this title, be it a button or a row of a list."""
        button = self._by("option").filter(has_text=title).last
        opener = self._by("list-opener").last
        await button.or_(opener).last.wait_for(timeout=self._patience_ms)
        if await button.count() and await button.is_enabled():
            await button.click()
            return
        await opener.click()
        await self._by("list-row").filter(has_text=title).first.click()

    async def options(self) -> list[str]:
        """The titles of the last message's buttons, or of its list's rows."""
        last = self.received().last
        if await last.get_by_test_id("list-opener").count() == 0:
            return await last.get_by_test_id("option").all_inner_texts()
        await last.get_by_test_id("list-opener").click()
        titles = await self._by("list-row").locator("b").all_inner_texts()
        await self._by("list-close").click()
        return titles

    async def wait_for(self, text: str) -> str:
        """Wait until something received says `text`; returns that whole message."""
        bubble = self.received().filter(has_text=text).last
        await expect(bubble).to_be_visible(timeout=self._patience_ms)
        return await bubble.get_by_test_id("bubble-text").inner_text()

    async def wait_for_received(self, count: int) -> list[str]:
        """Wait for `count` received messages in all; returns their texts, oldest first."""
        await expect(self.received().nth(count - 1)).to_be_visible(timeout=self._patience_ms)
        return await self.texts()

    async def texts(self) -> list[str]:
        """Everything received so far, oldest first."""
        return await self.received().get_by_test_id("bubble-text").all_inner_texts()

    async def link(self) -> str:
        """The address behind the newest link button."""
        button = self._by("link-button").last
        await button.wait_for(timeout=self._patience_ms)
        return await button.get_attribute("href") or ""

    async def follow_link(self) -> Page:
        """Press the newest link button; returns the page that opened."""
        async with self.page.context.expect_page() as opened:
            await self._by("link-button").last.click()
        return await opened.value

    async def wait_for_ticks(self, status: str) -> None:
        """Wait until the last message written is `sent`, `delivered` or `read`."""
        ticks = self._by("bubble-out").last.get_by_test_id("ticks")
        await expect(ticks).to_have_attribute("data-status", status, timeout=self._patience_ms)

    async def wait_for_typing(self) -> None:
        """Wait for the typing dots."""
        await expect(self._by("typing")).to_be_visible(timeout=self._patience_ms)

    def received(self) -> Locator:
        """Bubbles that the bot wrote."""
        return self._by("bubble-in")

    def written(self) -> Locator:
        """Bubbles that the person wrote."""
        return self._by("bubble-out")

    def _by(self, test_id: str) -> Locator:
        return self.page.get_by_test_id(test_id)
