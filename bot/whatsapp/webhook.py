"""Meta's webhook: check the signature, read, keep, answer. Nothing is decided here.

What could not be stored is answered with a 5xx, so that Meta sends it again (for up to 7 days).
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import structlog
from aiohttp import web

from bot.kernel.errors import Transient
from bot.whatsapp.intake import Intake
from bot.whatsapp.parse import Batch, Unreadable, parse, verify_signature

PATH: Final = "/webhooks/whatsapp"
# A full batch of 1,000 updates stays below this (Meta: 3 MB).
_MAX_BODY: Final = 4 * 1024 * 1024

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatsAppWebhook:
    """The two handlers and what they need; secrets are never empty (settings refuse that)."""

    intake: Intake
    app_secret: str
    verify_token: str
    phone_number_id: str

    async def verify(self, request: web.Request) -> web.Response:
        """Meta's handshake: the challenge back, or 403 when the token is not ours."""
        query = request.query
        token = query.get("hub.verify_token", "").encode(errors="replace")
        is_ours = bool(self.verify_token) and hmac.compare_digest(
            token, self.verify_token.encode()
        )
        if query.get("hub.mode") != "subscribe" or not is_ours:
            return web.Response(status=HTTPStatus.FORBIDDEN)
        return web.Response(text=query.get("hub.challenge", ""))

    async def receive(self, request: web.Request) -> web.Response:
        """Store a signed batch, then 200; 401 unsigned, 400 not a payload, 503 not stored."""
        raw = await request.clone(client_max_size=_MAX_BODY).read()
        signature = request.headers.get("X-Hub-Signature-256")
        if not verify_signature(raw, signature, self.app_secret):
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        try:
            await self._keep(parse(raw, phone_number_id=self.phone_number_id))
        except Unreadable:
            log.warning("webhook.unreadable", size=len(raw))
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        except Transient:
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        return web.Response()

    async def _keep(self, batch: Batch) -> None:
        for leftover in batch.leftovers:
            log.warning("webhook.left_over", what=leftover)
        if batch.messages or batch.statuses or batch.changes:
            await self.intake.keep(batch)


def add_routes(app: web.Application, webhook: WhatsAppWebhook) -> None:
    """Serve the webhook at its stable address."""
    app.router.add_get(PATH, webhook.verify)
    app.router.add_post(PATH, webhook.receive)
