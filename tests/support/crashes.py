"""Pieces that end the work at a named step as a kill would, while the test lives on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.payments.client import StripeClient
from bot.payments.events import EventNotice
from bot.storage.database import Database

Moment = Literal["before", "after"]


class Crash(BaseException):
    """Nothing catches this, just as nothing runs after a kill."""


@dataclass
class CrashingDatabase:
    """Crashes at its n-th transaction, before or after that is committed."""

    database: Database
    nth: int
    when: Moment
    begun: int = 0

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        self.begun += 1
        is_last = self.begun == self.nth
        async with self.database.transaction() as conn:
            yield conn
            if is_last and self.when == "before":
                raise Crash
        if is_last:
            raise Crash


@dataclass
class CrashingStripe:
    """Crashes at its n-th call, before Stripe hears of it or once Stripe has done it."""

    client: StripeClient
    nth: int
    when: Moment
    calls: int = 0

    def events_since(self, moment: datetime) -> AsyncIterator[list[EventNotice]]:
        """Not a step of its own: nothing changes at Stripe."""
        return self.client.events_since(moment)

    def __getattr__(self, name: str) -> Any:
        done = getattr(self.client, name)

        async def call(*args: Any) -> Any:
            self.calls += 1
            if self.calls == self.nth and self.when == "before":
                raise Crash
            answer = await done(*args)
            if self.calls == self.nth:
                raise Crash
            return answer

        return call
