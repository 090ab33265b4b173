"""Finds the figures of a text that are money: no days, places, counts, telephones or hours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from bot.kernel.money import Money
from bot.locale.reading import amount_words as words
from bot.locale.reading.figures import figure_values

_FIGURE: Final = re.compile(
    r"(?P<sign>(?:(?:mx|us|col|co|mxn|cop|usd) ?)?\$ ?|\b(?:usd|mxn|cop) ?)?"
    r"(?<![\w.,/:])(?P<figure>\d{1,3}(?: \d{3})+(?![\d.,])"
    r"|\d+(?:[.,'\N{BROKEN BAR}]\d+)*)(?![\d/:])"
)
_RANGE_GOES_ON: Final = re.compile(rf"{words.RANGE.pattern}\$?\d")
_SMALL, _LAST_DAY = 20, 31
_LONGEST_BARE: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Money at `start:end` of the text, in every plausible value; a range has its two ends."""

    start: int
    end: int
    values: tuple[Money, ...]
    is_range: bool = False


def find_figures(plain: str, *, currency: str, country: str) -> list[Figure]:
    """The amounts written in figures in `plain` (folded, with digits), in the order written."""
    hidden = words.NOT_MONEY.sub(lambda match: "_" * len(match[0]), plain)
    figures = list(_figures(hidden, currency=currency, country=country))
    return _with_ranges(hidden, figures)


def _figures(plain: str, *, currency: str, country: str) -> Iterator[Figure]:
    for match in _FIGURE.finditer(plain):
        unit, end, has_unit = _unit(plain, match, currency)
        is_marked = has_unit or match["sign"] is not None
        if not is_marked and not _is_money(plain, match):
            continue
        values = figure_values(match["figure"], currency=unit, country=country, has_unit=has_unit)
        if values:
            yield Figure(start=match.start(), end=end, values=values)


def _unit(plain: str, match: re.Match[str], currency: str) -> tuple[str, int, bool]:
    """The currency said after or before the figure, where the amount ends, and if one was said."""
    own = words.CONTACTS_OWN.match(plain, match.end())
    after = own.end() if own else match.end()
    for pattern, named in words.NAMED:
        found = pattern.match(plain, after)
        if found or named.lower() in (match["sign"] or ""):
            return named, found.end() if found else after, True
    return currency, after, own is not None


def _is_money(plain: str, match: re.Match[str]) -> bool:
    """Whether a figure without sign or unit can be an amount where it stands."""
    figure = match["figure"]
    if not figure.isdigit():
        return True
    if figure[0] == "0" or len(figure) > _LONGEST_BARE + 1:
        return False
    before = plain[: match.start()]
    if words.RANGE_OPENS.search(before) and _RANGE_GOES_ON.match(plain, match.end()):
        return True
    if int(figure) <= _LAST_DAY and words.DAY_OR_PLACE.search(before):
        return False
    if int(figure) <= 2 * _LAST_DAY and words.TIMES_FIGURE.match(plain, match.end()):
        return False
    return int(figure) >= _SMALL or _is_said_as_amount(plain, match)


def _is_said_as_amount(plain: str, match: re.Match[str]) -> bool:
    if words.PAYS.search(plain[: match.start()]):
        return True
    around = f"{plain[: match.start()]} {plain[match.end() :]}"
    return not words.COURTESY.sub("", around).strip()


def _with_ranges(plain: str, figures: list[Figure]) -> list[Figure]:
    """`entre 500 y 700`, `500-700`: two figures become one range."""
    for low, high in pairwise(figures):
        between = plain[low.end : high.start]
        opens = words.RANGE_OPENS.search(plain[: low.start])
        if words.RANGE.fullmatch(between) and (opens or between.strip() in {"-", "a", "to", "–"}):
            whole = _range(low, high)
            if whole is not None:
                rest = [figure for figure in figures if figure not in (low, high)]
                return sorted([*rest, whole], key=lambda figure: figure.start)
    return figures


def _range(low: Figure, high: Figure) -> Figure | None:
    first, last = low.values[0], high.values[0]
    if first.currency != last.currency:
        first = replace(first, currency=last.currency)
    # "entre 500 y 700 mil"
    thousandfold = replace(first, amount_minor=first.amount_minor * 1000)
    is_shared = last.amount_minor % thousandfold.amount_minor < last.amount_minor
    if is_shared and thousandfold < last and first.amount_minor * 1000 >= last.amount_minor // 20:
        first = thousandfold
    if last < first:
        return None
    return Figure(start=low.start, end=high.end, values=(first, last), is_range=True)
