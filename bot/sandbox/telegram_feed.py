"""The stand-in's updates: kept in order, pushed to the webhook until it answers 2xx, or pulled."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import structlog

Json = dict[str, Any]

log: Final = structlog.get_logger(__name__)
_FIRST_WAIT_S: Final = 0.2
_LONGEST_WAIT_S: Final = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Where updates go, and the secret sent along in `X-Telegram-Bot-Api-Secret-Token`."""

    url: str
    secret: str


class UpdateFeed:
    """Hands updates out at least once and in order, as Telegram does."""

    def __init__(self) -> None:
        self.webhook: Webhook | None = None
        self.pending: list[Json] = []
        self.delivered: list[Json] = []
        self._last_update_id = 870000000
        self._changed = asyncio.Event()
        self._drained = asyncio.Event()

    def publish(self, content: Json) -> Json:
        """Queue one update around `content` (`{"message": …}` or `{"callback_query": …}`)."""
        self._last_update_id += 1
        update = {"update_id": self._last_update_id, **content}
        self.pending.append(update)
        self._drained.clear()
        self._changed.set()
        return update

    def redeliver(self, update: Json) -> None:
        """Queue an update again with the same id: Telegram does so when an answer was lost."""
        self.pending.append(update)
        self._drained.clear()
        self._changed.set()

    def set_webhook(self, webhook: Webhook | None) -> None:
        """Push to `webhook` from now on, or wait to be asked when it is None."""
        self.webhook = webhook
        self._changed.set()

    def pull(self, offset: int) -> list[Json]:
        """`getUpdates`: everything from `offset` on; what came before it counts as read."""
        self.pending = [update for update in self.pending if update["update_id"] >= offset]
        return list(self.pending)

    async def drained(self) -> None:
        """Return when the webhook has taken everything that was published."""
        if self.pending:
            await self._drained.wait()

    async def wait(self, timeout_s: int) -> None:
        """Return when something was published, or after `timeout_s`."""
        self._changed.clear()
        try:
            async with asyncio.timeout(timeout_s):
                await self._changed.wait()
        except TimeoutError:
            return

    async def push_forever(self, session: aiohttp.ClientSession) -> None:
        """Deliver to the webhook, one at a time; a refused one is tried again, later and later."""
        wait_s = _FIRST_WAIT_S
        while True:
            if self.webhook is None or not self.pending:
                self._changed.clear()
                await self._changed.wait()
            elif await self._post(session, self.webhook, self.pending[0]):
                self._note_delivered()
                wait_s = _FIRST_WAIT_S
            else:
                await asyncio.sleep(wait_s)
                wait_s = min(wait_s * 2, _LONGEST_WAIT_S)

    def _note_delivered(self) -> None:
        self.delivered.append(self.pending.pop(0))
        if not self.pending:
            self._drained.set()

    async def _post(self, session: aiohttp.ClientSession, webhook: Webhook, update: Json) -> bool:
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret}
        try:
            async with session.post(
                webhook.url, json=update, headers=headers, timeout=aiohttp.ClientTimeout(total=10)
            ) as answer:
                return answer.status // 100 == 2
        except (aiohttp.ClientError, TimeoutError) as error:
            log.info("sandbox.telegram_push_failed", error=type(error).__name__)
            return False
