"""Stand-ins side by side, each on its port."""

import asyncio
from contextlib import suppress

import aiohttp
from aiohttp import web

from bot.launch.ports import free_port_block
from bot.sandbox.server import Site, serve


async def test_every_site_says_that_it_is_alive():
    first = free_port_block(18700)
    sites = [Site(app=web.Application(), port=port) for port in (first, first + 1)]
    serving = asyncio.create_task(serve(sites))
    async with aiohttp.ClientSession() as session:
        statuses = [await status(session, site.port) for site in sites]
    serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving
    assert statuses == [200, 200]


async def status(session, port):
    for _ in range(200):
        with suppress(aiohttp.ClientConnectionError):
            async with session.get(f"http://127.0.0.1:{port}/healthz") as answer:
                return answer.status
        await asyncio.sleep(0.01)
    return None
