"""Business time: aware UTC, one offset for the whole system (`SALDO_NOW`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """What time the business says it is; leases, signatures and retries use the wall clock."""

    def now(self) -> datetime:
        """Aware UTC now."""
        ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock, shifted by `offset` (zero outside the sandbox)."""

    offset: timedelta = timedelta(0)

    def now(self) -> datetime:
        """Aware UTC now, shifted."""
        return datetime.now(UTC) + self.offset


def local_date(moment: datetime, zone: str) -> date:
    """The calendar day of `moment` in the IANA `zone`."""
    return moment.astimezone(ZoneInfo(zone)).date()
