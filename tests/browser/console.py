"""The agents' console as an agent uses it; end-to-end tests speak only through this class."""

from __future__ import annotations

from playwright.async_api import Locator, Page, expect


class ConsolePage:
    """One agent's browser; `url` is the bot's address."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self._url = url

    async def log_in(self, user: str, password: str) -> None:
        """Come in, from the login page to the list of cases."""
        await self.page.goto(f"{self._url}/console")
        await self._by("login-user").fill(user)
        await self._by("login-password").fill(password)
        await self._by("login-submit").click()
        await expect(self._by("user")).to_have_text(user)

    async def open_case(self, reason: str) -> None:
        """Open the first case of the list that was opened for `reason`."""
        await self._by("case-row").filter(has_text=reason).first.click()
        await expect(self._by("case")).to_be_visible()

    async def cases(self) -> list[str]:
        """Every line of the list, as it reads."""
        return await self._by("case-row").all_inner_texts()

    async def reply(self, text: str) -> None:
        """Write to the person and send it."""
        await self._by("reply-text").fill(text)
        await self._by("reply-send").click()

    async def give_back(self) -> None:
        """Give the chat back to the bot, and confirm it."""
        await self._by("give-back").click()
        await expect(self._by("confirm")).to_be_visible()
        await self._by("confirm-yes").click()
        await expect(self._by("closed-note")).to_be_visible()

    async def wait_for_words(self, author: str, text: str) -> None:
        """Wait until the `contact`, the `bot` or an `agent` says `text` in the thread."""
        bubble = self.page.locator(f"[data-author={author}]").filter(has_text=text)
        await expect(bubble.last).to_be_visible()

    async def wait_for_event(self, text: str) -> None:
        """Wait until the thread tells that this happened."""
        await expect(self._by("event").filter(has_text=text).last).to_be_visible()

    async def trouble(self) -> str:
        """What the page says went wrong."""
        return await self._by("trouble").inner_text()

    async def draft(self) -> str:
        """What stands in the box and has not been sent."""
        return await self._by("reply-text").input_value()

    async def everything(self) -> str:
        """Every word on the page."""
        return await self.page.locator("body").inner_text()

    def _by(self, test_id: str) -> Locator:
        return self.page.get_by_test_id(test_id)
