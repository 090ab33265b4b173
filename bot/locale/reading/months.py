"""Month names of Spanish and English, as people type them."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from types import MappingProxyType
from typing import Final

import babel

from bot.locale.reading.folding import fold


def _month_names() -> Mapping[str, int]:
    names: dict[str, int] = {"sept": 9, "set": 9, "setiembre": 9}
    for language in ("es", "en"):
        months = babel.Locale(language).months["format"]
        for width in ("wide", "abbreviated"):
            names |= {fold(name).rstrip("."): number for number, name in months[width].items()}
    return MappingProxyType(names)


_MONTHS: Final = _month_names()
_LONG_NAMES: Final = tuple(name for name in _MONTHS if len(name) >= 4)
# `agsto` and `setpiembre` pass; `nacio` is no `marzo`.
_LIKENESS: Final = 0.75


@lru_cache(maxsize=4096)
def month_of(word: str) -> int | None:
    """The month that `word` names in Spanish or English, small slips of the finger allowed."""
    exact = _MONTHS.get(word)
    if exact is not None or len(word) < 4:
        return exact
    close = get_close_matches(word, _LONG_NAMES, n=1, cutoff=_LIKENESS)
    return _MONTHS[close[0]] if close else None
