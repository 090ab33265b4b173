"""Carries signed events to the bot's webhook, and tries again when it does not answer 2xx."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import aiohttp
import structlog
from stripe import WebhookSignature

from bot.sandbox.stripe.objects import Resource

log: Final = structlog.get_logger()
_TIMEOUT: Final = aiohttp.ClientTimeout(total=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mishaps:
    """Shares of events (0 to 1) that are never delivered, or delivered twice, by chance.

    Each delivery waits up to `spread_s` seconds, so that none keeps its place in the order. The
    same seed meets the same chances.
    """

    seed: int
    lost: float = 0
    doubled: float = 0
    spread_s: float = 0


class Courier:
    """Delivers each event on its own, so that one the bot refuses holds back no other."""

    def __init__(
        self,
        url: str | None,
        secret: str,
        *,
        retry_delays_s: Sequence[float],
        mishaps: Mishaps | None = None,
    ) -> None:
        self._url = url
        self._secret = secret
        self._delays_s = tuple(retry_delays_s)
        self._mishaps = mishaps or Mishaps(seed=0)
        self._chance = random.Random(self._mishaps.seed)  # noqa: S311 - no secret
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
                for wait_s in self.waits():
                    group.create_task(self._deliver(session, event, wait_s))

    def waits(self) -> list[float]:
        """How long each copy of the next event waits; none, when it gets lost."""
        copies = 1 + (self._chance.random() < self._mishaps.doubled)
        if self._chance.random() < self._mishaps.lost:
            copies = 0
        return [self._chance.uniform(0, self._mishaps.spread_s) for _ in range(copies)]

    async def _deliver(
        self, session: aiohttp.ClientSession, event: Resource, wait_s: float
    ) -> None:
        for delay_s in (wait_s, *self._delays_s):
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
