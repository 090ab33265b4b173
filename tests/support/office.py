"""The way out under test: the guard, the sender, and a channel that is only a list."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from bot.contacts.tables import contacts
from bot.kernel.ids import ContactId, OutboxId, Wamid
from bot.kernel.messages import Reply
from bot.outbox import status
from bot.outbox.guard import Origin
from bot.outbox.sender import Sender
from bot.outbox.status import StatusUpdate
from bot.outbox.tables import incidents, message_statuses, outbox
from bot.storage.database import Database
from bot.storage.doorbell import Doorbell
from tests.support.clock import HandClock
from tests.support.fake_transport import FakeTransport
from tests.support.people import arrive
from tests.support.way_out import way_out


@dataclass
class Office:
    """Says things to people and looks at what became of them; everything is committed."""

    database: Database
    doorbell: Doorbell
    clock: HandClock
    transport: FakeTransport = field(default_factory=FakeTransport)

    def sender(self) -> Sender:
        """A sender of its own, as another process has it."""
        return Sender(
            self.database, transport=self.transport, doorbell=self.doorbell, clock=self.clock
        )

    async def person(self, phone: str = "+525512345678", **state: Any) -> ContactId:
        """Someone who just wrote, in this state."""
        async with self.database.transaction() as conn:
            contact_id = await arrive(conn, self.clock, phone=phone)
        await self.change_contact(contact_id, **state)
        return contact_id

    async def says(
        self,
        contact_id: ContactId,
        text: str = "hola",
        *,
        key: str = "agent.text",
        origin: Origin = "agent",
        requires: OutboxId | None = None,
    ) -> OutboxId:
        """Queue a reply that needs no value but `text`."""
        reply = Reply(key=key, values={"text": text})
        async with self.database.transaction() as conn:
            written = await way_out(self.clock).enqueue(
                conn, reply, contact_id=contact_id, origin=origin, requires=requires
            )
        assert written is not None
        return written

    async def send(self, rounds: int = 1) -> int:
        return sum([await self.sender().send_due() for _ in range(rounds)])

    async def hear(self, word: str, outbox_id: OutboxId | None, **changes: Any) -> None:
        """A status arrives from the channel."""
        told = {"wamid": Wamid(f"wamid.{outbox_id}"), "outbox_id": outbox_id, "error_code": None}
        update = StatusUpdate(status=word, vendor_at=self.clock.now(), **{**told, **changes})
        async with self.database.transaction() as conn:
            await status.apply(conn, [update])

    async def row(self, outbox_id: OutboxId) -> Mapping[str, Any]:
        return await self._one(sa.select(outbox).where(outbox.c.id == outbox_id))

    async def state(self, outbox_id: OutboxId) -> str:
        return str((await self.row(outbox_id))["state"])

    async def change(self, outbox_id: OutboxId, **values: Any) -> None:
        await self._run(sa.update(outbox).where(outbox.c.id == outbox_id).values(**values))

    async def change_contact(self, contact_id: ContactId, **values: Any) -> None:
        if values:
            await self._run(
                sa.update(contacts).where(contacts.c.id == contact_id).values(**values)
            )

    async def make_due(self) -> None:
        """Every wait is over."""
        await self._run(sa.update(outbox).values(retry_at=None))

    async def left_sending(self, outbox_id: OutboxId, *, ago_s: int) -> None:
        """As a sender that was killed in the middle leaves a row."""
        since = sa.func.clock_timestamp() - timedelta(seconds=ago_s)
        await self.change(outbox_id, state="sending", sending_at=since, attempts=1)

    async def incidents(self) -> list[str]:
        async with self.database.transaction() as conn:
            found = await conn.execute(sa.select(incidents.c.kind))
        return sorted(row.kind for row in found)

    async def statuses(self) -> list[str]:
        async with self.database.transaction() as conn:
            found = await conn.execute(sa.select(message_statuses.c.status))
        return sorted(row.status for row in found)

    async def _one(self, query: sa.Select[Any]) -> Mapping[str, Any]:
        async with self.database.transaction() as conn:
            return dict((await conn.execute(query)).mappings().one())

    async def _run(self, statement: sa.Executable) -> None:
        async with self.database.transaction() as conn:
            await conn.execute(statement)
