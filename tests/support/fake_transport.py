"""A channel to people that keeps what it is given and fails as told."""

import asyncio
from dataclasses import dataclass, field

from bot.kernel.ids import Wamid
from bot.outbox.transport import Parcel


@dataclass
class FakeTransport:
    """Takes every parcel; `failures` are raised first, one for each send."""

    failures: list[Exception] = field(default_factory=list)
    parcels: list[Parcel] = field(default_factory=list)
    line: asyncio.Event | None = None
    in_flight: int = 0
    most_in_flight: int = 0

    @property
    def bodies(self) -> list[str]:
        """What people were sent, in order."""
        return [parcel.message.body for parcel in self.parcels]

    async def send(self, parcel: Parcel) -> Wamid:
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            await (self.line.wait() if self.line else asyncio.sleep(0))
            if self.failures:
                raise self.failures.pop(0)
            self.parcels.append(parcel)
            return Wamid(f"wamid.{parcel.outbox_id}")
        finally:
            self.in_flight -= 1

    async def show_typing(self, wamid: Wamid) -> None:
        """Nobody looks."""
