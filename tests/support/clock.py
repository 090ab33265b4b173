"""A clock for tests."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass
class HandClock:
    """A clock that stands until it is moved."""

    moment: datetime = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def set(self, moment: datetime) -> None:
        self.moment = moment

    def advance(self, by: timedelta) -> None:
        self.moment += by

    def tick(self) -> None:
        """One second goes by."""
        self.moment += timedelta(seconds=1)
