"""One browser for the whole session; each test has pages of its own, on a system of its own."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from bot.settings import Settings
from tests.browser.chromium import Tabs, running_chromium
from tests.browser.scene import OpenScene, Scene
from tests.support.clock import HandClock
from tests.support.stage import open_stage, with_telegram


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with running_chromium(os.environ) as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def tabs(chromium: Browser) -> AsyncIterator[Tabs]:
    """Pages that may neither fail nor ask anything of the world outside this machine."""
    opened = Tabs(chromium)
    yield opened
    await opened.close()
    assert opened.faults == []


@pytest.fixture
def open_scene(tabs: Tabs, stage_settings: Settings, clock: HandClock) -> OpenScene:
    """The running system and its pages, opened in the test's own task."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[Scene]:
        async with open_stage(with_telegram(stage_settings), clock) as stage:
            try:
                yield Scene(stage=stage, tabs=tabs)
            finally:
                await tabs.close()  # first the pages, so that no server waits for their streams

    return opened
