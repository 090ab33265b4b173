"""The ledger as the console's money pages ask it, in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from bot.kernel.errors import Rejected
from bot.kernel.ids import AccountId
from bot.kernel.money import Money
from bot.ledger import service as ledger


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Money that waits."""

    transaction_id: str
    left: Money
    received_at: datetime
    source: str = "pi:pi_9"
    method: str = "card"
    note: str = "pi_9"
    claimed_account: str | None = None


@dataclass(frozen=True, kw_only=True)
class Held:
    """A credit."""

    account_id: AccountId
    amount: Money
    since: datetime


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Figures at a moment, or how they changed."""

    owed: Money
    credit: Money

    @property
    def net(self) -> Money:
        return self.owed - self.credit


@dataclass(frozen=True, kw_only=True)
class Line:
    """A movement."""

    kind: str
    folio: str | None
    occurred_on: date
    booked_at: datetime
    change: Figures
    running: Money


@dataclass(frozen=True, kw_only=True)
class Statement:
    """Movements between two moments."""

    account: ledger.Account
    since: datetime
    until: datetime
    opening: Figures
    lines: tuple[Line, ...]
    closing: Figures


@dataclass(kw_only=True)
class FakeLedgerDesk:
    """Holds what a test puts in; `applied` is what was given to which account, and by whom."""

    waiting: list[Waiting] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    lines: tuple[Line, ...] = ()
    opening: Figures | None = None
    applied: list[tuple[str, str, str]] = field(default_factory=list)

    async def unapplied(self, _conn):
        return self.waiting

    async def credits(self, _conn):
        return self.held

    async def apply_unapplied(self, _conn, transaction_id, account_id, *, by, now, order_for):
        if transaction_id not in [each.transaction_id for each in self.waiting]:
            raise Rejected("already_reversed")
        self.waiting = [each for each in self.waiting if each.transaction_id != transaction_id]
        self.applied.append((transaction_id, account_id, by))

    async def statement(self, conn, account_id, *, since, until, now):
        assert since <= until < now
        owner = await ledger.account(conn, account_id)
        nothing = Figures(owed=Money(0, owner.currency), credit=Money(0, owner.currency))
        opening = self.opening or nothing
        lines = [each for each in self.lines if since < each.booked_at <= until]
        owed = lines[-1].running if lines else opening.net
        zero = Money(0, owner.currency)
        return Statement(
            account=owner,
            since=since,
            until=until,
            opening=opening,
            lines=tuple(lines),
            closing=Figures(owed=max(owed, zero), credit=max(-owed, zero)),
        )
