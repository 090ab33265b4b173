"""The stand-in as one web application: the API, the pay page, and the courier of events."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

import jinja2
from aiohttp import web

from bot.kernel.clock import Clock, SystemClock
from bot.sandbox.stripe import api, page, waiting_pages
from bot.sandbox.stripe.api import Api
from bot.sandbox.stripe.courier import Courier, Mishaps
from bot.sandbox.stripe.page import PayPage
from bot.sandbox.stripe.waiting_pages import WaitingPages
from bot.sandbox.stripe.world import World

# How often the stand-in looks what ended, when nobody asks.
_TICK_S: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StripeConfig:
    """How the stand-in is reached, whom it trusts, and where it delivers its events."""

    public_url: str
    secret_key: str
    webhook_secret: str
    webhook_url: str | None = None
    clock: Clock = field(default_factory=SystemClock)
    retry_delays_s: tuple[float, ...] = (1, 2, 4, 8, 15, 30, 60)
    mishaps: Mishaps | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """The handles that tests and the demo drive: what people and banks do, and what goes wrong."""

    world: World
    api: Api


STRIPE: Final = web.AppKey("stripe", StandIn)


def make_app(config: StripeConfig) -> web.Application:
    """The application to serve on a port of its own; `app[STRIPE]` drives it."""
    courier = Courier(
        config.webhook_url,
        config.webhook_secret,
        retry_delays_s=config.retry_delays_s,
        mishaps=config.mishaps,
    )
    world = World(config.clock, config.public_url, courier.accept)
    stand_in = StandIn(world=world, api=Api(world, config.secret_key))
    app = web.Application()
    app[STRIPE] = stand_in
    api.add_routes(app, stand_in.api)
    templates = _templates()
    page.add_routes(app, PayPage(world, templates))
    waiting_pages.add_routes(app, WaitingPages(world, templates))
    app.cleanup_ctx.append(_running(courier.run))
    app.cleanup_ctx.append(_running(partial(_pass_time, world)))
    return app


def _templates() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(Path(__file__).parent / "templates")
    return jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)


async def _pass_time(world: World) -> None:
    while True:
        world.pass_time()
        await asyncio.sleep(_TICK_S)


def _running(
    work: Callable[[], Coroutine[None, None, None]],
) -> Callable[[web.Application], AsyncIterator[None]]:
    async def context(_app: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(work())
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    return context
