"""Reading a portfolio file: numbered lines in, checked lines out, bad ones with a reason. Pure.

A file is JSON Lines, or one CSV whose header has a `type` column (empty cells are absent; lists
are separated by `;` or spaces; the terms of accrual are columns of their own, like
`accrual_day_count`). Reasons are plain words and never repeat what a line says of a
person.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final, NoReturn

from pydantic import ValidationError

from bot.ledger.service import fingerprint
from bot.usecases.portfolio_lines import (
    AccountLine,
    AsOfLine,
    ChargeLine,
    CustomerLine,
    Line,
    PaymentLine,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodLine:
    """A line that says something possible; `input_hash` is equal for lines that say the same."""

    number: int
    line: Line
    input_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """A line that cannot be imported, and why; `account_id` when it still names one."""

    number: int
    reason: str
    account_id: str | None


def read_lines(rows: Iterable[tuple[int, str]]) -> Iterator[GoodLine | BadLine]:
    """Check the numbered lines of a file, JSON Lines or CSV; blank ones are passed over."""
    filled = ((number, text.strip("\ufeff \t\r\n")) for number, text in rows)
    lines = ((number, text) for number, text in filled if text)
    first = next(lines, None)
    if first is None:
        return
    if first[1].startswith("{"):
        yield from (_read_json(number, text) for number, text in chain([first], lines))
    else:
        yield from _read_csv(first, lines)


def _read_json(number: int, text: str) -> GoodLine | BadLine:
    try:
        fields = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return BadLine(number=number, reason="not a line of JSON", account_id=None)
    if not isinstance(fields, dict):
        return BadLine(number=number, reason="not a JSON object", account_id=None)
    return _check(number, fields)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _read_csv(
    first: tuple[int, str], rows: Iterable[tuple[int, str]]
) -> Iterator[GoodLine | BadLine]:
    number, header = first
    delimiter = ";" if header.count(";") > header.count(",") else ","
    names = [name.strip() for name in _cells(header, delimiter)]
    if "type" not in names:
        reason = "neither JSON nor a CSV header with a type column"
        yield BadLine(number=number, reason=reason, account_id=None)
        return
    for number, text in rows:
        yield _read_cells(number, names, _cells(text, delimiter))


def _cells(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error:
        return []


def _read_cells(number: int, names: list[str], cells: list[str]) -> GoodLine | BadLine:
    if not cells:
        return BadLine(number=number, reason="not a line of CSV", account_id=None)
    if len(cells) > len(names):
        return BadLine(number=number, reason="more cells than the header has", account_id=None)
    filled = {n: c.strip() for n, c in zip(names, cells, strict=False) if c.strip()}
    return _check(number, _nested(filled))


def _nested(cells: Mapping[str, str]) -> dict[str, Any]:
    """The cells as a line of JSON has them."""
    terms = {n.removeprefix(_TERMS): c for n, c in cells.items() if n.startswith(_TERMS)}
    fields: dict[str, Any] = {n: c for n, c in cells.items() if not n.startswith(_TERMS)}
    return {**fields, "accrual": terms} if terms else fields


def _check(number: int, fields: Mapping[str, Any]) -> GoodLine | BadLine:
    if any("\ufffd" in value for value in fields.values() if isinstance(value, str)):
        return BadLine(number=number, reason="not UTF-8 text", account_id=_account_of(fields))
    model = _MODELS.get(str(fields.get("type")))
    if model is None:
        reason = f"type: want one of {', '.join(_MODELS)}"
        return BadLine(number=number, reason=reason, account_id=None)
    try:
        line = model.model_validate(fields)
    except ValidationError as wrong:
        return BadLine(number=number, reason=_reason(wrong), account_id=_account_of(fields))
    return GoodLine(number=number, line=line, input_hash=fingerprint(line.model_dump(mode="json")))


_MODELS: Final[Mapping[str, type[Line]]] = {
    "as_of": AsOfLine,
    "customer": CustomerLine,
    "account": AccountLine,
    "charge": ChargeLine,
    "payment": PaymentLine,
}

_TERMS: Final = "accrual_"

# pydantic's own words, where they would puzzle whoever exported the file.
_WORDS: Final = {
    "missing": "is missing",
    "extra_forbidden": "is not a field of this type of line",
    "string_type": "want text in quotes",
    "string_pattern_mismatch": "is not written as expected",
    "string_too_short": "is empty",
    "string_too_long": "is too long",
}

_IN_QUOTES: Final = {
    'want an amount in quotes, like "1234.50"': ("amount", "declared_total", "accrual.late_fee"),
    'want a percentage in quotes, like "36.00"': (
        "accrual.late_interest_pct",
        "accrual.tax_pct",
    ),
}


def _reason(wrong: ValidationError) -> str:
    return "; ".join(
        _problem(error["loc"], error["type"], error["msg"])
        for error in wrong.errors(include_url=False, include_input=False)
    )


def _problem(loc: tuple[int | str, ...], kind: str, message: str) -> str:
    field = ".".join(part for part in loc if isinstance(part, str))
    if kind.startswith("string"):
        for wanted, names in _IN_QUOTES.items():
            if field in names:
                return f"{field}: {wanted}"
    words = _WORDS.get(kind, message.removeprefix("Value error, "))
    return f"{field}: {words}" if field else words


def _account_of(fields: Mapping[str, Any]) -> str | None:
    named = fields.get("id" if fields.get("type") == "account" else "account")
    return named if isinstance(named, str) else None
