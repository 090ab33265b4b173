"""Serves stand-ins side by side in one process, each on a port of its own, on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Final

from aiohttp import web

HOST: Final = "127.0.0.1"
_GOODBYE_S: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One stand-in and where it listens."""

    app: web.Application
    port: int


async def serve(sites: Sequence[Site]) -> None:
    """Answer on every site until cancelled; each says 200 at `/healthz`. Raises OSError."""
    async with AsyncExitStack() as running:
        for site in sites:
            await _start(site, running)
        await asyncio.Event().wait()


async def _start(site: Site, running: AsyncExitStack) -> None:
    site.app.router.add_get("/healthz", _healthz)
    runner = web.AppRunner(site.app, access_log=None, shutdown_timeout=_GOODBYE_S)
    await runner.setup()
    running.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, HOST, site.port).start()


async def _healthz(_request: web.Request) -> web.Response:
    return web.Response(text="ok\n")
