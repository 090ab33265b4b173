"""The sender: takes each contact's head, asks the guard again, sends, notes the outcome.

`sending` is committed before the POST. Whatever is found in that state after a crash may have been
sent, so it is never sent again: it waits for a status and is then *unknown*.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts import store as contacts
from bot.kernel.clock import Clock
from bot.kernel.ids import OutboxId
from bot.outbox import store
from bot.outbox.guard import Objection, objection
from bot.outbox.incidents import record_incident
from bot.outbox.store import QueuedMessage
from bot.outbox.transport import FailureKind, SendFailed, Transport
from bot.storage.database import Database
from bot.storage.doorbell import Doorbell

MAX_ATTEMPTS: Final = 5
LINE_PAUSE: Final = timedelta(seconds=60)
_POLL_S: Final = 1.0
_MOST_IN_FLIGHT: Final = 32

log = structlog.get_logger(__name__)


class Sender:
    """Sends what the outbox holds until it is cancelled."""

    def __init__(
        self, database: Database, *, transport: Transport, doorbell: Doorbell, clock: Clock
    ) -> None:
        self._database = database
        self._transport = transport
        self._doorbell = doorbell
        self._clock = clock
        self._in_flight: set[OutboxId] = set()
        self._look = asyncio.Event()
        self._line_opens_at = 0.0

    async def run(self) -> None:
        """Serve forever; a database that is away is waited for.

        A send that takes long keeps its own contact waiting and nobody else.
        """
        async with asyncio.TaskGroup() as group:
            group.create_task(self._listen())
            while True:
                self._look.clear()
                try:
                    await self._start_due(group)
                except (SQLAlchemyError, OSError) as error:
                    log.warning("sender.database_unreachable", error=type(error).__name__)
                with suppress(TimeoutError):
                    async with asyncio.timeout(_POLL_S):
                        await self._look.wait()

    async def send_due(self) -> int:
        """Send every head that is due, one per contact; returns how many were really tried."""
        async with asyncio.TaskGroup() as group:
            tries = await self._start_due(group)
        return sum(one.result() for one in tries)

    async def _listen(self) -> None:
        while True:
            if await self._doorbell.wait("outbox", _POLL_S):
                self._look.set()

    async def _start_due(self, group: asyncio.TaskGroup) -> list[asyncio.Task[bool]]:
        async with self._database.transaction() as conn:
            for outbox_id in await store.settle_unknown(conn):
                log.error("message.outcome_unknown", outbox_id=outbox_id)
            heads = await store.due_heads(conn, _MOST_IN_FLIGHT)
        if asyncio.get_running_loop().time() < self._line_opens_at:
            return []  # the whole line is down: everyone would hear the same refusal
        fresh = [head for head in heads if head not in self._in_flight]
        fresh = fresh[: _MOST_IN_FLIGHT - len(self._in_flight)]
        self._in_flight.update(fresh)
        return [group.create_task(self._send_alone(head)) for head in fresh]

    async def _send_alone(self, outbox_id: OutboxId) -> bool:
        """Whether this message was tried; its fault never reaches the others."""
        try:
            await self._send(outbox_id)
        except (SQLAlchemyError, OSError) as error:
            log.warning("sender.database_unreachable", error=type(error).__name__)
        except Exception:
            # Before the POST the row is still queued, after it `sending`: never sent twice.
            log.exception("sender.message_crashed", outbox_id=outbox_id)
        else:
            self._look.set()  # the next message of this contact may go now
            return True
        finally:
            self._in_flight.discard(outbox_id)
        return False

    async def _send(self, outbox_id: OutboxId) -> None:
        message = await self._take(outbox_id)
        if message is None:
            return
        try:
            wamid = await self._transport.send(message.parcel)
        except SendFailed as failure:
            await self._note_failure(message, failure)
            return
        async with self._database.transaction() as conn:
            await store.mark_sent(conn, outbox_id, wamid)
        log.info("message.sent", outbox_id=outbox_id, reply_key=message.reply_key)

    async def _take(self, outbox_id: OutboxId) -> QueuedMessage | None:
        """Commit `sending`, unless the guard now objects or the message has lost its ground."""
        async with self._database.transaction() as conn:
            message = await store.take(conn, outbox_id)
            if message is None:
                return None
            why = await self._objection(conn, message) or await _lost_ground(conn, message)
            if why is None:
                return message
            await store.mark(conn, outbox_id, state="refused", error=why)
            await self._record_incident(conn, message, f"refused:{why}")
            log.warning("message.refused", outbox_id=outbox_id, why=why)
            return None

    async def _objection(self, conn: AsyncConnection, message: QueuedMessage) -> Objection | None:
        return objection(
            message.reply_key,
            level=message.level,
            about=message.about,
            contact=await contacts.load(conn, message.contact_id),
            origin=message.origin,
            now=self._clock.now(),
        )

    async def _note_failure(self, message: QueuedMessage, failure: SendFailed) -> None:
        if failure.kind is FailureKind.UNKNOWN:
            return  # stays `sending`: a status may still tell; settle_unknown ends the wait
        wait = _retry_after(failure.kind, message.attempts)
        is_line_down = failure.kind is FailureKind.STOP_LINE
        if is_line_down:
            self._line_opens_at = asyncio.get_running_loop().time() + LINE_PAUSE.total_seconds()
        async with self._database.transaction() as conn:
            if wait is not None:
                await store.requeue(conn, message.id, after=wait, error=str(failure))
            else:
                await store.mark(conn, message.id, state="failed", error=str(failure))
            if wait is None or is_line_down:
                await self._record_incident(conn, message, f"failed:{failure.kind.name.lower()}")
        level = log.critical if is_line_down else log.warning
        level("message.not_sent", outbox_id=message.id, error=str(failure))

    async def _record_incident(
        self, conn: AsyncConnection, message: QueuedMessage, kind: str
    ) -> None:
        await record_incident(
            conn,
            message.contact_id,
            kind=kind,
            reply_key=message.reply_key,
            now=self._clock.now(),
        )


async def _lost_ground(conn: AsyncConnection, message: QueuedMessage) -> str | None:
    """Why a message that leans on another may not go: its terms, or its notice, did not."""
    if message.requires is None:
        return None
    key, state = await store.key_and_state(conn, message.requires)
    if state not in ("failed", "refused", "unknown"):
        return None
    return "notice_not_sent" if key.startswith("notice.") else "terms_not_sent"


def _retry_after(kind: FailureKind, attempts: int) -> timedelta | None:
    """How long to wait before the next attempt; None when there will be none."""
    match kind:
        case FailureKind.STOP_LINE:
            return LINE_PAUSE
        case FailureKind.RETRY_TOMORROW:
            return timedelta(hours=24) if attempts < MAX_ATTEMPTS else None
        case FailureKind.RETRY if attempts < MAX_ATTEMPTS:
            return timedelta(seconds=2 ** (attempts - 1))
        case FailureKind.RETRY_PERSON if attempts < MAX_ATTEMPTS:
            return timedelta(seconds=4**attempts)
        case _:
            return None
