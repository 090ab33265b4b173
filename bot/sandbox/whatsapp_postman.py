"""Delivers signed webhooks to the bot in order, once the bot has proved the address is its own.

Like Meta: first the verify handshake, then POSTs, again and again until the bot answers 200.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import aiohttp
import structlog

from bot.sandbox.whatsapp_people import StandInConfig

_TIMEOUT: Final = aiohttp.ClientTimeout(total=10)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One webhook to deliver; `on_delivered` is told when the bot has taken it."""

    body: bytes
    on_delivered: Callable[[], None] = lambda: None


@dataclass(slots=True)
class Postman:
    """A queue and the task that empties it; `run` ends only by cancellation."""

    config: StandInConfig
    session: aiohttp.ClientSession
    _queue: asyncio.Queue[Letter] = field(default_factory=asyncio.Queue)

    def post(
        self, payload: dict[str, Any], on_delivered: Callable[[], None] = lambda: None
    ) -> None:
        """Queue a webhook; Meta escapes what is not ASCII before signing, and so do we."""
        body = json.dumps(payload).encode()
        self._queue.put_nowait(Letter(body=body, on_delivered=on_delivered))

    async def run(self) -> None:
        """Verify the bot's address, then deliver for ever."""
        while not await self._insist(self._verify):
            pass
        while True:
            letter = await self._queue.get()
            if await self._insist(partial(self._deliver, letter.body)):
                letter.on_delivered()
            self._queue.task_done()

    async def settle(self) -> None:
        """Wait until every queued webhook was delivered or given up."""
        await self._queue.join()

    async def _insist(self, attempt: Callable[[], Awaitable[bool]]) -> bool:
        for pause_s in (*self.config.retry_pauses_s, None):
            try:
                if await attempt():
                    return True
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                log.info("sandbox.webhook_unreachable", error=type(error).__name__)
            if pause_s is not None:
                await asyncio.sleep(pause_s)
        log.error("sandbox.webhook_given_up")
        return False

    async def _verify(self) -> bool:
        challenge = secrets.token_hex(8)
        query = {
            "hub.mode": "subscribe",
            "hub.verify_token": self.config.verify_token,
            "hub.challenge": challenge,
        }
        url = self.config.webhook_url
        async with self.session.get(url, params=query, timeout=_TIMEOUT) as answer:
            is_ours = answer.status == 200 and await answer.text() == challenge
            if not is_ours:
                log.warning("sandbox.webhook_not_verified", status=answer.status)
            return is_ours

    async def _deliver(self, body: bytes) -> bool:
        headers = {
            "Content-Type": "application/json",
            "X-Hub-Signature-256": sign(body, self.config.app_secret),
        }
        url = self.config.webhook_url
        async with self.session.post(url, data=body, headers=headers, timeout=_TIMEOUT) as answer:
            if answer.status != 200:
                log.warning("sandbox.webhook_refused", status=answer.status)
            return answer.status == 200


def sign(body: bytes, app_secret: str) -> str:
    """The value of `X-Hub-Signature-256` for these exact bytes."""
    return "sha256=" + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()
