"""Carries signed events to the bot's webhook, and tries again when it does not answer 2xx."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Final

import aiohttp
import structlog
from stripe import WebhookSignature

from bot.sandbox.stripe.objects import Resource

log: Final = structlog.get_logger()
_TIMEOUT: Final = aiohttp.ClientTimeout(total=10)


class Courier:
    """Delivers each event on its own, so that one the bot refuses holds back no other."""

    def __init__(self, url: str | None, secret: str, *, retry_delays_s: Sequence[float]) -> None:
        self._url = url
        self._secret = secret
        self._delays_s = (0, *retry_delays_s)
        self._outgoing: asyncio.Queue[Resource] = asyncio.Queue()

    def accept(self, event: Resource) -> None:
        """Take `event` for delivery; nothing is delivered while no webhook address is set."""
        if self._url:
            self._outgoing.put_nowait(event)

    async def run(self) -> None:
        """Deliver until cancelled."""
        async with (
            aiohttp.ClientSession(timeout=_TIMEOUT) as session,
            asyncio.TaskGroup() as group,
        ):
            while True:
                event = await self._outgoing.get()
                group.create_task(self._deliver(session, event))

    async def _deliver(self, session: aiohttp.ClientSession, event: Resource) -> None:
        for delay_s in self._delays_s:
            await asyncio.sleep(delay_s)
            if await self._is_accepted(session, event):
                return
        log.warning("sandbox_webhook.given_up", vendor="stripe", event_id=event["id"])

    async def _is_accepted(self, session: aiohttp.ClientSession, event: Resource) -> bool:
        body, headers = signed(event, self._secret)
        try:
            async with session.post(self._url or "", data=body, headers=headers) as response:
                return response.status < 300
        except (aiohttp.ClientError, TimeoutError):
            return False


def signed(
    event: Resource, secret: str, timestamp: int | None = None
) -> tuple[bytes, dict[str, str]]:
    """An event as it travels: body bytes, and headers with Stripe's signature over them."""
    body = json.dumps(event, indent=2)
    signature = WebhookSignature.generate_signature_header(body, secret, timestamp)
    headers = {"Stripe-Signature": signature, "Content-Type": "application/json; charset=utf-8"}
    return body.encode(), headers
