"""Pieces of the bot that kill their process, as `kill -9` does, at a named step of a message."""

import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.dialogue.client import Engine, TurnAnswer, TurnRequest
from bot.kernel.ids import Wamid
from bot.outbox.transport import Parcel, Transport
from bot.parts import Parts
from bot.storage.database import Database
from tests.support.crew import Crew


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class DyingEngine:
    """Dies before the engine is asked, or once it has answered."""

    engine: Engine
    has_answered: bool

    async def turn(self, request: TurnRequest) -> TurnAnswer:
        if not self.has_answered:
            die()
        await self.engine.turn(request)
        die()
        raise AssertionError("still alive")


@dataclass
class DyingDatabase:
    """Dies with its n-th transaction: before that is committed, or right after."""

    database: Database
    nth: int
    is_committed: bool
    begun: int = 0

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        self.begun += 1
        is_last = self.begun == self.nth
        async with self.database.transaction() as conn:
            yield conn
            if is_last and not self.is_committed:
                die()
        if is_last:
            die()


@dataclass
class DyingTransport:
    """Dies before a message is posted, or once it was accepted and before that is noted."""

    transport: Transport
    is_posted: bool

    async def send(self, parcel: Parcel) -> Wamid:
        if self.is_posted:
            await self.transport.send(parcel)
        die()
        raise AssertionError("still alive")

    async def show_typing(self, wamid: Wamid) -> None:
        """Nobody looks."""


def crew_that_dies(step: str, parts: Parts) -> Crew:
    """A crew that lives until it comes to `step`; `never` is the product as it is."""
    database = parts.database
    deaths: dict[str, dict[str, Any]] = {
        "never": {},
        "before the engine is asked": {"engine": DyingEngine(parts.engine, False)},
        "before the action's commit": {"actions_database": DyingDatabase(database, 1, False)},
        "after the action's commit": {"actions_database": DyingDatabase(database, 1, True)},
        "after the engine's answer": {"engine": DyingEngine(parts.engine, True)},
        # A turn's first transaction takes the message, its second commits everything.
        "before the final commit": {"turns_database": DyingDatabase(database, 2, False)},
        "after the final commit": {"turns_database": DyingDatabase(database, 2, True)},
        "before the POST": {"transport": DyingTransport(parts.transport, False)},
        "after the POST": {"transport": DyingTransport(parts.transport, True)},
    }
    return Crew(parts=parts, **deaths[step])
