"""The bot in this process without its front door: messages go straight into the inbox.

The database, the engine with the trained model, the actions, the turn, the guard and the sender
are the product's own; only the channel is a list.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from aiohttp.test_utils import TestServer

from bot.app import turn
from bot.cases.model import DeskState
from bot.cases.store import held_case
from bot.contacts import claim as claims
from bot.contacts import store as contacts
from bot.conversation.turn import Turn
from bot.handoff.agents import Agents, Words
from bot.inbox.store import InboxItem
from bot.kernel.ids import ContactId, Wamid
from bot.kernel.messages import Incoming
from bot.outbox.sender import Sender
from bot.parts import Parts, open_parts
from bot.sessions import lifecycle
from bot.sessions.catalogue import catalogue
from bot.sessions.tables import sessions
from bot.settings import Settings
from bot.usecases.portfolio import import_portfolio
from bot.web import action_application
from tests.fuzz.cast import Walker, write_portfolio
from tests.support.clock import HandClock
from tests.support.fake_transport import FakeTransport

AGENT = "ana"
_wamids = count()


@dataclass(kw_only=True)
class House:
    """What walkers write to."""

    parts: Parts
    clock: HandClock
    turn: Turn
    sender: Sender
    agents: Agents
    transport: FakeTransport = field(default_factory=FakeTransport)

    async def move_in(self, walkers: list[Walker]) -> None:
        """Import what the walkers owe."""
        with TemporaryDirectory() as folder:
            path = Path(folder) / "portfolio.jsonl"
            write_portfolio(walkers, path)
            report = await import_portfolio(
                self.parts.database,
                self.parts.vault,
                path,
                all_or_nothing=True,
                now=self.clock.now(),
            )
        assert not report.rejected, report.rejected

    async def contact(self, walker: Walker) -> ContactId:
        async with self.parts.database.transaction() as conn:
            return await contacts.resolve(
                conn, phone=walker.phone, user_id=None, now=self.clock.now()
            )

    async def part(self, contact_ids: Iterable[ContactId]) -> list[str]:
        """End all sessions; says which contact's did not all end with one known disposition."""
        codes = {one.code for one in catalogue().dispositions}
        async with self.parts.database.transaction() as conn:
            await lifecycle.end_all(conn, self.clock.now())
            rows = list(await conn.execute(sa.select(sessions)))
        ended: dict[str, list[bool]] = {contact_id: [] for contact_id in contact_ids}
        for row in rows:
            if row.contact_id in ended:
                is_whole = row.ended_at is not None and row.disposition in codes
                ended[row.contact_id].append(is_whole)
        return [contact_id for contact_id, whole in ended.items() if not whole or not all(whole)]

    async def hears(self, contact_id: ContactId, message: Incoming) -> Wamid:
        """Take the message and run its turn to the end; raises whatever the turn raises."""
        wamid = Wamid(f"wamid.fuzz.{next(_wamids)}")
        item = InboxItem(
            wamid=wamid, contact_id=contact_id, message=message, vendor_at=self.clock.now()
        )
        async with self.parts.database.transaction() as conn:
            await self.parts.inbox.insert(conn, [item])
            claim = await claims.acquire(conn, contact_id)
        assert claim is not None, "nobody else serves this contact"
        begun = await self.turn.begin(claim)
        assert begun is not None, "the message is due"
        await self.turn.finish(begun)
        async with self.parts.database.transaction() as conn:
            await claims.release(conn, claim)
        return wamid

    async def deliver(self) -> None:
        """Send everything that waits."""
        while await self.sender.send_due():
            pass

    async def agent_takes(self, contact_id: ContactId) -> None:
        async with self.parts.database.transaction() as conn:
            await contacts.hand_to_agent(conn, contact_id)

    async def agent_says(self, contact_id: ContactId, text: str) -> None:
        """The agent writes, if there is a case to write in; the guard may hold it back."""
        source = f"fuzz:{next(_wamids)}"
        words = Words(agent=AGENT, text=text, source=source, desk_state=DeskState.HERE)
        async with self.parts.database.transaction() as conn:
            case = await held_case(conn, contact_id)
            if case is not None:
                await self.agents.say(conn, case.id, words, self.clock.now())

    async def agent_gives_back(self, contact_id: ContactId) -> None:
        """The agent is done with the case, or with a chat that was only taken."""
        async with self.parts.database.transaction() as conn:
            case = await held_case(conn, contact_id)
            if case is None:
                await contacts.give_back(conn, contact_id)
                return
            await self.agents.give_back(conn, case.id, agent=AGENT, now=self.clock.now())


@asynccontextmanager
async def open_house(chosen: Settings, clock: HandClock) -> AsyncIterator[House]:
    async with open_parts(chosen, clock) as parts:
        transport = FakeTransport()
        sender = Sender(parts.database, transport=transport, doorbell=parts.doorbell, clock=clock)
        async with TestServer(action_application(parts), port=chosen.action_port):
            yield House(
                parts=parts,
                clock=clock,
                turn=turn(parts),
                sender=sender,
                agents=Agents(parts.outbox, parts.vault),
                transport=transport,
            )
