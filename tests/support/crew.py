"""The working half of the bot, put together so that a test can swap the piece that is to fail."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import TestServer

from actions.registry import build_executor
from bot.app import Role, running, sender, turn
from bot.contacts.tables import contacts
from bot.conversation.worker import Worker
from bot.dialogue.action_server import ActionServer
from bot.inbox.tables import inbox
from bot.outbox.tables import outbox
from bot.parts import Parts, open_parts
from bot.settings import Settings
from bot.usecases.registry import build_use_cases
from tests.support.clock import HandClock
from tests.support.moving_in import move_in
from tests.support.stage import Stage, stand_ins

FRONT = frozenset({Role.WEB, Role.JOBS})


@dataclass(frozen=True, kw_only=True)
class Crew:
    """A worker, a sender and the actions; what is not swapped is the product's own."""

    parts: Parts
    engine: Any = None
    turns_database: Any = None
    actions_database: Any = None
    transport: Any = None
    executor: Callable[[Any], Any] = lambda own: own

    def worker(self) -> Worker:
        parts = self.parts
        swapped = replace(
            parts,
            database=self.turns_database or parts.database,
            engine=self.engine or parts.engine,
        )
        return Worker(
            parts.database,
            turn=turn(swapped),
            transport=parts.transport,
            doorbell=parts.doorbell,
        )

    def actions(self) -> web.Application:
        parts = self.parts
        use_cases = build_use_cases(
            vault=parts.vault, policy=parts.policy, public_url=parts.settings.public_url
        )
        return ActionServer(
            self.actions_database or parts.database,
            executor=self.executor(build_executor(use_cases)),
            inbox=parts.inbox,
            clock=parts.clock,
        ).application()


@asynccontextmanager
async def at_work(crew: Crew) -> AsyncIterator[None]:
    """The crew works for as long as the block lasts."""
    parts = replace(crew.parts, transport=crew.transport or crew.parts.transport)
    port = parts.settings.action_port
    async with TestServer(crew.actions(), port=port), looping(crew.worker(), sender(parts)):
        yield


@asynccontextmanager
async def looping(*workers: Any) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        loops = [group.create_task(worker.run()) for worker in workers]
        yield
        for loop in loops:
            loop.cancel()


@asynccontextmanager
async def open_front(chosen: Settings, clock: HandClock) -> AsyncIterator[Stage]:
    """Everything but the crew: people can write, and nobody answers until a crew is at work."""
    async with open_parts(chosen, clock) as parts:
        await move_in(parts)
        async with stand_ins(chosen, clock) as phone, running(parts, FRONT):
            yield Stage(parts=parts, phone=phone, clock=clock)


async def lapse(stage: Stage) -> None:
    """The time passes after which a dead worker's lease and an unanswered POST are given up."""
    past = sa.func.clock_timestamp() - timedelta(minutes=2)
    async with stage.parts.database.transaction() as conn:
        await conn.execute(sa.update(contacts).values(lease_until=None))
        sending = sa.update(outbox).where(outbox.c.state == "sending")
        await conn.execute(sending.values(sending_at=past))


@asynccontextmanager
async def hurrying(parts: Parts) -> AsyncIterator[None]:
    """No failed message waits for its next attempt: retries are due at once."""

    async def hurry() -> None:
        waiting = sa.update(inbox).where(inbox.c.retry_at.is_not(None), inbox.c.state == "new")
        while True:
            async with parts.database.transaction() as conn:
                hurried = await conn.execute(waiting.values(retry_at=None).returning(inbox))
                names = [row.contact_id for row in hurried]
            await parts.doorbell.ring("inbox", names)
            await asyncio.sleep(0.02)

    async with asyncio.TaskGroup() as group:
        hurrying_on = group.create_task(hurry())
        yield
        hurrying_on.cancel()
