"""A running WhatsApp stand-in, and a bot that only notes what Meta tells it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.sandbox.whatsapp import WORLD, make_app
from bot.sandbox.whatsapp_people import AutoStatus, DemoPerson, StandInConfig
from bot.sandbox.whatsapp_world import World
from bot.whatsapp.client import GraphClient
from bot.whatsapp.parse import Batch, parse, verify_signature

SECRET, TOKEN, VERIFY, NUMBER = "app-secret", "graph-token", "verify-me", "555000111"

ROCIO = DemoPerson(
    id="rocio",
    name="Rocío Méndez",
    phone="+525512345678",
    country="MX",
    language="es",
    note="62 días de atraso",
    hint="14 de junio de 1987",
)
ANA = DemoPerson(id="ana", name="Ana Tijerina", phone=None, country="MX", language="es")
DANA = DemoPerson(
    id="dana", name="Dana Whitfield", phone="+15125550147", country="US", language="en"
)


@dataclass
class MovableClock:
    """Business time that stands until moved."""

    moment: datetime = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def advance(self, by: timedelta) -> None:
        self.moment += by


@dataclass
class NotingBot:
    """Takes webhooks; answers the next POSTs with `answers`, then with 200."""

    answers: list[int] = field(default_factory=list)
    posts: list[bytes] = field(default_factory=list)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/webhooks/whatsapp", self._verify)
        app.router.add_post("/webhooks/whatsapp", self._receive)
        return app

    @property
    def batches(self) -> list[Batch]:
        return [parse(raw) for raw in self.posts]

    @property
    def statuses(self) -> list[str]:
        return [status.status for batch in self.batches for status in batch.statuses]

    async def _verify(self, request: web.Request) -> web.Response:
        if request.query["hub.verify_token"] != VERIFY:
            return web.Response(status=403)
        return web.Response(text=request.query["hub.challenge"])

    async def _receive(self, request: web.Request) -> web.Response:
        raw = await request.read()
        assert verify_signature(raw, request.headers["X-Hub-Signature-256"], SECRET)
        status = self.answers.pop(0) if self.answers else 200
        if status == 200:
            self.posts.append(raw)
        return web.Response(status=status)


@dataclass
class StandIn:
    """Everything a test may touch: the world, the bot's notes, the clock, the way in."""

    world: World
    bot: NotingBot
    clock: MovableClock
    url: str
    session: aiohttp.ClientSession

    def client(self, **changes: Any) -> GraphClient:
        settings = {"api_url": self.url, "token": TOKEN, "phone_number_id": NUMBER} | changes
        return GraphClient(self.session, **settings)

    async def post(
        self, body: object, *, token: str = TOKEN, path: str = f"/v25.0/{NUMBER}/messages"
    ) -> tuple[int, Any]:
        """A raw Graph call."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        url = f"{self.url}{path}"
        async with self.session.post(url, data=data, headers=headers) as answer:
            return answer.status, await answer.json()


@asynccontextmanager
async def running_stand_in(
    *, auto_statuses: tuple[AutoStatus, ...] = ("sent", "delivered"), verify_token: str = VERIFY
) -> AsyncIterator[StandIn]:
    """A stand-in with three people, already connected to a bot that notes everything."""
    bot, clock = NotingBot(), MovableClock()
    async with TestServer(bot.app()) as bot_server, aiohttp.ClientSession() as session:
        config = StandInConfig(
            people=(ROCIO, ANA, DANA),
            webhook_url=str(bot_server.make_url("/webhooks/whatsapp")),
            app_secret=SECRET,
            token=TOKEN,
            verify_token=verify_token,
            phone_number_id=NUMBER,
            clock=clock,
            auto_statuses=auto_statuses,
            retry_pauses_s=(0.01, 0.01),
        )
        app = make_app(config)
        async with TestServer(app) as server:
            url = str(server.make_url("")).rstrip("/")
            yield StandIn(world=app[WORLD], bot=bot, clock=clock, url=url, session=session)
