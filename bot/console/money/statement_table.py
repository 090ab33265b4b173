"""A statement for spreadsheets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.console.money.book_views import A_MOMENT
from bot.ledger.service import Statement
from bot.payments.reconciliation.table import amount, to_csv

STATEMENT_COLUMNS: Final = (
    "account",
    "last4",
    "date",
    "booked_at",
    "kind",
    "folio",
    "change",
    "balance",
    "currency",
)


def statement_csv(shown: Statement) -> str:
    """The statement for spreadsheets: a line for the opening, each movement, and the closing."""
    return to_csv(STATEMENT_COLUMNS, _cells(shown))


def _cells(shown: Statement) -> list[Sequence[str]]:
    owner = shown.account
    zone = ZoneInfo(owner.zone)

    def line(on: date, booked_at: datetime, *rest: str) -> Sequence[str]:
        return (
            owner.id,
            owner.last4,
            on.isoformat(),
            booked_at.isoformat(),
            *rest,
            owner.currency,
        )

    begins, ends = (shown.since + A_MOMENT).astimezone(zone), shown.until.astimezone(zone)
    return [
        line(begins.date(), begins, "opening", "", "", amount(shown.opening.net)),
        *(
            line(
                each.occurred_on,
                each.booked_at,
                each.kind,
                each.folio or "",
                amount(each.change.net),
                amount(each.running),
            )
            for each in shown.lines
        ),
        line(ends.date(), ends, "closing", "", "", amount(shown.closing.net)),
    ]
