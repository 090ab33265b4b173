"""What the money pages ask of the ledger: the part of `bot.ledger.service` they use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.ids import AccountId
from bot.kernel.money import Money
from bot.ledger.service import Account, Component, Posting

OrderFor = Callable[[Account], tuple[Component, ...]]


class Waiting(Protocol):
    """Money without an account; `left` of it waits. `note` says nothing about a person."""

    @property
    def transaction_id(self) -> str: ...  # noqa: D102
    @property
    def source(self) -> str: ...  # noqa: D102
    @property
    def left(self) -> Money: ...  # noqa: D102
    @property
    def received_at(self) -> datetime: ...  # noqa: D102
    @property
    def method(self) -> str: ...  # noqa: D102
    @property
    def note(self) -> str: ...  # noqa: D102
    @property
    def claimed_account(self) -> str | None: ...  # noqa: D102


class Credit(Protocol):
    """Money of a customer's beyond the debt of an account."""

    @property
    def account_id(self) -> AccountId: ...  # noqa: D102
    @property
    def amount(self) -> Money: ...  # noqa: D102
    @property
    def since(self) -> datetime: ...  # noqa: D102


class Figures(Protocol):
    """What is owed, the credit held, and the one less the other."""

    @property
    def owed(self) -> Money: ...  # noqa: D102
    @property
    def credit(self) -> Money: ...  # noqa: D102
    @property
    def net(self) -> Money: ...  # noqa: D102


class Line(Protocol):
    """One movement of a statement, and what was owed (net) after it."""

    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def folio(self) -> str | None: ...  # noqa: D102
    @property
    def occurred_on(self) -> date: ...  # noqa: D102
    @property
    def booked_at(self) -> datetime: ...  # noqa: D102
    @property
    def change(self) -> Figures: ...  # noqa: D102
    @property
    def running(self) -> Money: ...  # noqa: D102


class Statement(Protocol):
    """An account's movements between two moments: opening and the changes make the closing."""

    @property
    def account(self) -> Account: ...  # noqa: D102
    @property
    def since(self) -> datetime: ...  # noqa: D102
    @property
    def until(self) -> datetime: ...  # noqa: D102
    @property
    def opening(self) -> Figures: ...  # noqa: D102
    @property
    def lines(self) -> Sequence[Line]: ...  # noqa: D102
    @property
    def closing(self) -> Figures: ...  # noqa: D102


class LedgerDesk(Protocol):
    """`bot.ledger.service`, as these pages know it."""

    async def unapplied(self, conn: AsyncConnection) -> Sequence[Waiting]:
        """Money that waits for an account, the longest waiting first."""
        ...

    async def credits(self, conn: AsyncConnection) -> Sequence[Credit]:
        """Accounts that hold credit, the longest waiting first."""
        ...

    async def apply_unapplied(
        self,
        conn: AsyncConnection,
        transaction_id: str,
        account_id: AccountId,
        *,
        by: str,
        now: datetime,
        order_for: OrderFor,
    ) -> Posting:
        """Give the money to the account; raises Rejected when it may not or need not be."""
        ...

    async def statement(
        self,
        conn: AsyncConnection,
        account_id: AccountId,
        *,
        since: datetime,
        until: datetime,
        now: datetime,
    ) -> Statement:
        """The account's movements between two moments that are past."""
        ...
