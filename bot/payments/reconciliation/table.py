"""What a run found, for spreadsheets: stable columns, ISO dates, plain decimals. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.kernel.ids import AccountId
from bot.kernel.money import Money
from bot.payments.reconciliation.model import Dated

COLUMNS: Final = (
    "kind",
    "weight",
    "subject",
    "folio",
    "account",
    "last4",
    "expected",
    "expected_currency",
    "found",
    "found_currency",
    "difference",
    "began_at",
    "first_seen_at",
    "age_days",
)
# A cell that begins with one of these is a formula to a spreadsheet.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def differences_csv(
    found: Sequence[Dated], *, last4: Mapping[AccountId, str], now: datetime
) -> str:
    """The findings as CSV, a line each under `COLUMNS`; amounts in major units of the currency.

    No personal data: accounts are named by their id and last four digits.
    """
    return to_csv(COLUMNS, (_cells(each, last4=last4, now=now) for each in found))


def to_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A CSV whose cells no spreadsheet takes for formulas; amounts and dates are left as they are.

    Text that looks like a formula gets an apostrophe in front.
    """
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return page.getvalue()


def safe(cell: str) -> str:
    """The cell, with an apostrophe in front where a spreadsheet would compute it."""
    return f"'{cell}" if cell.startswith(_FORMULA) and not _is_amount(cell) else cell


def amount(money: Money | None) -> str:
    """An amount as a plain decimal of its currency, empty for none."""
    return "" if money is None else f"{money.to_decimal():f}"


def _is_amount(cell: str) -> bool:
    whole, _, part = cell.removeprefix("-").partition(".")
    return cell.isascii() and whole.isdecimal() and (part or "0").isdecimal()


def _cells(dated: Dated, *, last4: Mapping[AccountId, str], now: datetime) -> tuple[str, ...]:
    found = dated.finding
    return (
        found.kind,
        found.weight,
        found.subject,
        found.folio or "",
        found.account_id or "",
        last4.get(found.account_id, "") if found.account_id else "",
        amount(found.expected),
        found.expected.currency if found.expected is not None else "",
        amount(found.found),
        found.found.currency if found.found is not None else "",
        amount(found.gap),
        dated.began_at.isoformat(),
        dated.first_seen_at.isoformat(),
        str((now - dated.began_at).days),
    )
