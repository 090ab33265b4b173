"""Reads a Mexican tax number (RFC), and says what is wrong with one. Pure.

Three letters for a company or four for a person, six figures that are a date (year, month, day),
and three more letters or figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

RfcFault = Literal["missing", "length", "shape", "date"]

_RIGHT: Final = re.compile(r"\b[A-Z&Ñ]{3,4}[ -]?\d{6}[ -]?[A-Z0-9]{3}\b")
_TRIED: Final = re.compile(r"\b(?=[A-Z&Ñ-]*\d)[A-Z&Ñ]{2,6}[ -]?\d{2,10}(?:[ -]?[A-Z0-9]{1,4})?\b")
_LENGTHS: Final = (12, 13)


@dataclass(frozen=True, slots=True, kw_only=True)
class RfcReading:
    """`fault` is None for a number that can be used; `length` counts its letters and figures."""

    fault: RfcFault | None
    length: int = 0


def read_rfc(words: str) -> RfcReading:
    """The tax number in `words`, or what is wrong with what was given for one."""
    text = words.upper()
    right = _RIGHT.search(text)
    if right is not None:
        compact = _compact(right[0])
        return RfcReading(fault=None if _has_date(compact) else "date", length=len(compact))
    tried = _TRIED.search(text)
    if tried is None:
        return RfcReading(fault="missing")
    length = len(_compact(tried[0]))
    return RfcReading(fault="shape" if length in _LENGTHS else "length", length=length)


def _compact(number: str) -> str:
    return re.sub(r"[ -]", "", number)


def _has_date(compact: str) -> bool:
    """Whether the six figures are a day of some year."""
    try:
        datetime.strptime(compact[-9:-3], "%y%m%d").astimezone()
    except ValueError:
        return False
    return True
