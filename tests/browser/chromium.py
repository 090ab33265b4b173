"""The system's Chromium, which the browser tests drive; Playwright's own download is not used."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_MISSING = "the browser tests need Chromium and it is not installed: apt-get install chromium"


def program(find: Callable[[str], str | None], environment: Mapping[str, str]) -> str:
    """Where Chromium is; without it a test is skipped, and fails where nothing may be left out."""
    found = find("chromium")
    if found is None and environment.get("CI") == "true":
        pytest.fail(_MISSING)
    return found or pytest.skip(_MISSING)


@asynccontextmanager
async def running_chromium(environment: Mapping[str, str]) -> AsyncIterator[Browser]:
    """One browser without a window."""
    path = program(shutil.which, environment)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGS)
        yield browser
        await browser.close()


class Tabs:
    """Pages of one browser, each with cookies of its own; notes what they do wrong."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.faults: list[str] = []

    async def open(self, **look: Any) -> Page:
        """An empty page; `look` is Playwright's (`locale`, `viewport`, `color_scheme`, …)."""
        context = await self._browser.new_context(**look)
        self._contexts.append(context)
        context.on("weberror", lambda fault: self.faults.append(str(fault.error)))
        context.on("request", lambda request: self._note_stranger(request.url))
        return await context.new_page()

    async def close(self) -> None:
        """Close every page that was opened."""
        while self._contexts:
            await self._contexts.pop().close()

    def _note_stranger(self, url: str) -> None:
        if not url.startswith(("http://127.0.0.1:", "data:")):
            self.faults.append(f"asked elsewhere: {url}")
