"""What the ledger's pages show, as plain values: no request, no template."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.console.money.views import told
from bot.console.views import ago
from bot.kernel.ids import AccountId
from bot.kernel.messages import Language
from bot.ledger.service import (
    Account,
    Balance,
    CreditHeld,
    Figures,
    Statement,
    StatementLine,
    Unapplied,
)
from bot.locale.formats import day, money

# A statement is of what was booked after its beginning; days begin at midnight.
A_MOMENT: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingRow:
    """Money that waits for an account."""

    id: str
    amount: str
    source: str
    note: str
    received: str
    age: str
    claimed: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditRow:
    """A customer's money beyond the debt."""

    account_id: AccountId
    amount: str
    since: str
    age: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerCard:
    """The account that money may go to; `owed` None: its figures are in doubt."""

    account_id: AccountId
    creditor: str
    last4: str
    owed: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """One movement; `change` and `balance` are of what is owed less the credit."""

    day: str
    kind: str
    folio: str | None
    change: str
    balance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPage:
    """An account between two days; `credit` is None where there is none at the end."""

    account_id: AccountId
    creditor: str
    last4: str
    since: str
    until: str
    opening: str
    rows: tuple[StatementRow, ...]
    closing: str
    credit: str | None


def waiting_rows(
    waiting: Iterable[Unapplied], *, now: datetime, language: Language
) -> list[WaitingRow]:
    """The queue's rows."""
    return [
        WaitingRow(
            id=each.transaction_id,
            amount=money(each.left, language),
            source=each.source,
            note=each.note,
            received=told(each.received_at, language),
            age=ago(now - each.received_at, language),
            claimed=each.claimed_account,
        )
        for each in waiting
    ]


def credit_rows(
    held: Iterable[CreditHeld], *, now: datetime, language: Language
) -> list[CreditRow]:
    """The credits' rows."""
    return [
        CreditRow(
            account_id=each.account_id,
            amount=money(each.amount, language),
            since=told(each.since, language),
            age=ago(now - each.since, language),
        )
        for each in held
    ]


def owner_card(owner: Account, balance: Balance | None, *, language: Language) -> OwnerCard:
    """What to compare before the money is given to the account."""
    return OwnerCard(
        account_id=owner.id,
        creditor=owner.creditor,
        last4=owner.last4,
        owed=money(balance.total, language) if balance else None,
    )


def moments_of(since: date, until: date, *, zone: str, now: datetime) -> tuple[datetime, datetime]:
    """After which and up to which moment those days lie in the customer's zone, all of it past."""
    begins = datetime.combine(since, time(), ZoneInfo(zone)) - A_MOMENT
    ends = datetime.combine(until + timedelta(days=1), time(), ZoneInfo(zone)) - A_MOMENT
    return begins, max(begins, min(ends, now - A_MOMENT))


def statement_page(shown: Statement, *, language: Language) -> StatementPage:
    """The statement in words."""
    owner, zone = shown.account, ZoneInfo(shown.account.zone)
    return StatementPage(
        account_id=owner.id,
        creditor=owner.creditor,
        last4=owner.last4,
        since=(shown.since + A_MOMENT).astimezone(zone).date().isoformat(),
        until=shown.until.astimezone(zone).date().isoformat(),
        opening=money(shown.opening.net, language),
        rows=tuple(_row(line, language) for line in shown.lines),
        closing=money(shown.closing.net, language),
        credit=_credit(shown.closing, language),
    )


def _row(line: StatementLine, language: Language) -> StatementRow:
    return StatementRow(
        day=day(line.occurred_on, language, style="short"),
        kind=line.kind,
        folio=line.folio,
        change=money(line.change.net, language),
        balance=money(line.running, language),
    )


def _credit(figures: Figures, language: Language) -> str | None:
    return money(figures.credit, language) if figures.credit else None
