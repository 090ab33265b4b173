"""The page behind a pay link, and the vendor's page it leads to, as whoever pays uses them."""

from __future__ import annotations

from playwright.async_api import Page, expect

_PATIENCE_MS = 15_000


class PaymentPage:
    """What opened when the link was pressed."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def go_on(self) -> None:
        """Press our Pay button, which leads to the vendor's page."""
        await self.page.locator("form button").click()
        await self.page.wait_for_url("**/c/pay/**")

    async def pay(self) -> None:
        """Press Pay on the vendor's page, which leads back to ours."""
        await self.page.locator("[name=outcome][value=pay]").click()
        await self.page.wait_for_url("**/p/**")

    async def decline(self) -> None:
        """Have the card refused on the vendor's page."""
        await self.page.locator("[name=outcome][value=decline]").click()
        await expect(self.page.get_by_role("alert")).to_be_visible()

    async def wait_for(self, heading: str) -> None:
        """Wait until our page says so, by looking again by itself."""
        title = self.page.get_by_role("heading", name=heading)
        await expect(title).to_be_visible(timeout=_PATIENCE_MS)

    async def text(self) -> str:
        """Every word of the page."""
        return await self.page.locator("body").inner_text()
