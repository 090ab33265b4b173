"""A channel to people that keeps what it is given and fails as told."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.kernel.ids import Wamid
from bot.outbox.transport import Parcel

_PATIENCE_S = 10


@dataclass
class FakeTransport:
    """Takes every parcel; `failures` are raised first, one per send; `line` holds sends up.

    With `slow_phone`, it is only that person's line that is held up.
    """

    failures: list[Exception] = field(default_factory=list)
    parcels: list[Parcel] = field(default_factory=list)
    line: asyncio.Event | None = None
    slow_phone: str | None = None
    in_flight: int = 0
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def bodies(self) -> list[str]:
        """What people were sent, in order."""
        return [parcel.message.body for parcel in self.parcels]

    async def send(self, parcel: Parcel) -> Wamid:
        self.in_flight += 1
        await self._tell()
        try:
            if self.line is not None and self.slow_phone in (None, parcel.to_phone):
                await self.line.wait()
            if self.failures:
                raise self.failures.pop(0)
            self.parcels.append(parcel)
        finally:
            self.in_flight -= 1
        await self._tell()
        return Wamid(f"wamid.{parcel.outbox_id}")

    async def show_typing(self, wamid: Wamid) -> None:
        """Nobody looks."""

    async def until_in_flight(self, count: int) -> None:
        """Wait until so many sends are under way at once."""
        await self._until(lambda: self.in_flight >= count)

    async def until_sent(self, count: int) -> None:
        """Wait until so many parcels were taken."""
        await self._until(lambda: len(self.parcels) >= count)

    async def _until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(_PATIENCE_S), self.changed:
            await self.changed.wait_for(holds)

    async def _tell(self) -> None:
        async with self.changed:
            self.changed.notify_all()
