"""`POST /webhooks/telegram`: check the secret, store the update, answer. All work comes later."""

from __future__ import annotations

import hmac
import json
from typing import Final

import structlog
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from bot.handoff.updates import insert_updates
from bot.kernel.clock import Clock
from bot.kernel.errors import Permanent
from bot.kernel.privacy import Vault
from bot.storage.database import Database
from bot.storage.doorbell import Doorbell

PATH: Final = "/webhooks/telegram"
_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"

log = structlog.get_logger(__name__)


class TelegramWebhook:
    """Takes updates in; an update that is not stored durably is answered 503 and comes again."""

    def __init__(
        self, database: Database, *, vault: Vault, doorbell: Doorbell, clock: Clock, secret: str
    ) -> None:
        if not secret:
            raise ValueError("SALDO_TELEGRAM_WEBHOOK_SECRET is empty")
        self._database = database
        self._vault = vault
        self._doorbell = doorbell
        self._clock = clock
        self._secret = secret.encode()

    def add_routes(self, app: web.Application) -> None:
        """Serve the webhook in `app`."""
        app.router.add_post(PATH, self._receive)

    async def _receive(self, request: web.Request) -> web.Response:
        given = request.headers.get(_HEADER, "").encode(errors="surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            log.warning("telegram.secret_refused")
            return web.Response(status=401)
        try:
            raw = json.loads(await request.read())
            async with self._database.transaction() as conn:
                await insert_updates(conn, self._vault, raws=[raw], now=self._clock.now())
        except (ValueError, Permanent):
            return web.Response(status=400)
        except (SQLAlchemyError, OSError) as error:
            log.warning("telegram.update_not_stored", error=type(error).__name__)
            return web.Response(status=503)
        await self._doorbell.ring("desk", ["update"])
        return web.Response()
