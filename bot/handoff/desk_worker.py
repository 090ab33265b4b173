"""The loops of the Telegram desk: what agents do comes in, what they must know goes out."""

from __future__ import annotations

import asyncio
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.handoff.desk import Desk, DeskUnsure, TopicGone
from bot.handoff.desk_acts import DeskActs, Feedback
from bot.handoff.telegram import TelegramDesk
from bot.handoff.updates import (
    DeskEvent,
    StoredUpdate,
    fail_update,
    finish_update,
    insert_updates,
    last_update_id,
    read_update,
    take_update,
)
from bot.handoff.webhook import PATH
from bot.kernel.clock import Clock
from bot.kernel.errors import Permanent, SaldoError, Transient
from bot.kernel.privacy import Vault
from bot.storage.database import Database
from bot.storage.doorbell import Doorbell

_POLL_S: Final = 1.0
_PAUSE_S: Final = 5.0

log = structlog.get_logger(__name__)


class DeskWorker:
    """Handles stored updates, oldest first, until it is cancelled."""

    def __init__(
        self,
        database: Database,
        desk: Desk,
        acts: DeskActs,
        *,
        vault: Vault,
        doorbell: Doorbell,
        clock: Clock,
    ) -> None:
        self._database = database
        self._desk = desk
        self._acts = acts
        self._vault = vault
        self._doorbell = doorbell
        self._clock = clock

    async def run(self) -> None:
        """Serve forever; a database that is away is waited for."""
        while True:
            try:
                if not await self.handle_next():
                    await self._doorbell.wait("desk", _POLL_S)
            except (SQLAlchemyError, OSError) as error:
                log.warning("desk.database_unreachable", error=type(error).__name__)
                await asyncio.sleep(_POLL_S)

    async def handle_next(self) -> bool:
        """Handle the oldest undone update; False when there is none.

        An update that cannot be handled is tried five times and is then a dead letter.
        """
        async with self._database.transaction() as conn:
            update = await take_update(conn, self._vault)
            if update is None:
                return False
            feedback = await self._apply(conn, update)
        await self._doorbell.ring("outbox", ["desk"])
        if feedback is not None:
            await self._tell(feedback)
        return True

    async def _apply(self, conn: AsyncConnection, update: StoredUpdate) -> Feedback | None:
        try:
            # The savepoint undoes a half-done act but keeps the count of its attempts.
            async with conn.begin_nested():
                event = read_update(update.raw)
                feedback = await self._act(conn, event) if event else None
                await finish_update(conn, update.update_id)
        except Exception:
            log.exception("desk.update_failed", update_id=update.update_id)
            await fail_update(conn, update)
            return None
        return feedback

    async def _act(self, conn: AsyncConnection, event: DeskEvent) -> Feedback | None:
        return await self._acts.apply(conn, event, self._clock.now())

    async def _tell(self, feedback: Feedback) -> None:
        """Best effort: the act is committed already, and the card will show it."""
        try:
            await self._desk.connect()
            await self._desk.answer_press(feedback.press_id, feedback.text)
            if feedback.replaces is not None:
                await self._desk.rewrite(feedback.topic, feedback.replaces, feedback.text)
            elif feedback.buttons:
                await self._desk.post(feedback.topic, feedback.text, feedback.buttons)
        except (Transient, Permanent, TopicGone, DeskUnsure) as error:
            log.info("desk.feedback_lost", error=type(error).__name__)


async def pull_forever(
    database: Database, desk: TelegramDesk, *, vault: Vault, doorbell: Doorbell, clock: Clock
) -> None:
    """Ask Telegram for updates instead of being called: for a machine without a public address."""
    while True:
        try:
            await desk.connect()
            await desk.receive_here()
            async with database.transaction() as conn:
                offset = await last_update_id(conn) + 1
            raws = await desk.pull(offset)
            async with database.transaction() as conn:
                await insert_updates(conn, vault, raws=raws, now=clock.now())
            await doorbell.ring("desk", ["update"] if raws else [])
        except (SaldoError, SQLAlchemyError, OSError) as error:
            log.warning("telegram.pull_failed", error=type(error).__name__)
            await asyncio.sleep(_PAUSE_S)


async def register_webhook(desk: TelegramDesk, *, public_url: str, secret: str) -> None:
    """Tell Telegram where updates go; tried until it works, then returns."""
    while True:
        try:
            await desk.connect()
            await desk.receive_at(f"{public_url.rstrip('/')}{PATH}", secret)
        except SaldoError as error:
            log.warning("telegram.webhook_not_set", error=type(error).__name__)
            await asyncio.sleep(_PAUSE_S)
        else:
            log.info("telegram.webhook_set")
            return
