"""`POST /webhooks/stripe`: verify the raw bytes, keep the event, answer; no work is done here."""

from __future__ import annotations

from typing import Final

import stripe
import structlog
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from bot.kernel.clock import Clock, SystemClock
from bot.payments.event_store import insert_events
from bot.payments.events import EventNotice, EventRefused, read_event
from bot.storage.database import Database
from bot.storage.doorbell import Doorbell

log: Final = structlog.get_logger()


class StripeWebhook:
    """Takes Stripe's events in; `is_live` says which of the account's two modes is ours."""

    def __init__(
        self,
        database: Database,
        *,
        secret: str,
        is_live: bool,
        doorbell: Doorbell,
        wall_clock: Clock | None = None,
    ) -> None:
        if not secret.strip():
            raise ValueError("the Stripe webhook secret is empty")
        self._database = database
        self._secret = secret
        self._is_live = is_live
        self._doorbell = doorbell
        self._wall_clock = wall_clock or SystemClock()

    async def receive(self, request: web.Request) -> web.Response:
        """200 once the event is committed, 400 when it is not Stripe's, 503 to get it again."""
        try:
            notice = read_event(
                await request.read(),
                request.headers.get("Stripe-Signature"),
                self._secret,
                now=self._wall_clock.now(),
                is_live=self._is_live,
            )
        except EventRefused as refusal:
            log.warning("stripe_event.refused", reason=refusal.code)
            return web.Response(status=400)
        return await self._keep(notice)

    async def _keep(self, notice: EventNotice) -> web.Response:
        if notice.api_version != stripe.api_version:
            # Harmless, as only ids are read from events; the endpoint should still be pinned.
            log.warning("stripe_event.version_differs", version=notice.api_version)
        try:
            async with self._database.transaction() as conn:
                new = await insert_events(conn, [notice], wall_now=self._wall_clock.now())
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            log.error("stripe_event.not_kept", error=type(error).__name__)  # noqa: TRY400 - bodies stay out of logs
            return web.Response(status=503)
        log.info("stripe_event.received", event_id=notice.id, type=notice.type, is_new=bool(new))
        await self._doorbell.ring("payments", new)
        return web.Response()


def add_routes(app: web.Application, webhook: StripeWebhook) -> None:
    """Serve the webhook."""
    app.router.add_post("/webhooks/stripe", webhook.receive)
