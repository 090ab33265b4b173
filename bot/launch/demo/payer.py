"""Pays a link as a browser would: our page, the vendor's page, and back."""

from __future__ import annotations

from http import HTTPStatus

import aiohttp

from bot.launch.errors import LaunchError


async def pay(session: aiohttp.ClientSession, link: str) -> None:
    """Open `link`, press Pay here and there. Raises LaunchError on a page that is wrong."""
    await _open(session, link)
    vendor_page = await _press(session, link, {})
    await _open(session, vendor_page)
    thanks = await _press(session, vendor_page, {"outcome": "pay"})
    await _open(session, thanks)


async def _open(session: aiohttp.ClientSession, url: str) -> None:
    async with session.get(url) as page:
        if page.status != HTTPStatus.OK:
            raise LaunchError(f"a page of the payment answered {page.status}")


async def _press(session: aiohttp.ClientSession, url: str, form: dict[str, str]) -> str:
    """Where the page's button leads."""
    async with session.post(url, data=form, allow_redirects=False) as page:
        if page.status != HTTPStatus.SEE_OTHER:
            raise LaunchError(f"a button of the payment answered {page.status}")
        return page.headers["Location"]
