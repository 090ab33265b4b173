"""Numbers written in words, turned into digits: `dos mil quinientos` is 2500, `2 mil` is 2000."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from bot.locale.reading.cardinals import may_begin, read_number
from bot.locale.reading.folding import fold

_PIECE: Final = re.compile(r"\d+(?:[.,']\d+)*|[^\W\d_]+")
_TOGETHER: Final = frozenset({"", "-"})
_LONGEST: Final = 14


def with_digits(text: str) -> str:
    """`text` folded, every spelled number of two or more as plain digits, ordinals as `5th`."""
    composed = unicodedata.normalize("NFC", text).replace("½", " mitad ")
    folded = fold(composed)
    pieces = list(_PIECE.finditer(folded))
    said: list[str] = []
    at = done = 0
    while at < len(pieces):
        digits, used = read_number(_spoken_together(folded, pieces[at : at + _LONGEST]))
        if used:
            said += [folded[done : pieces[at].start()], digits]
            done = pieces[at + used - 1].end()
        at += used or 1
    return "".join(said) + folded[done:]


def _spoken_together(folded: str, pieces: Sequence[re.Match[str]]) -> list[str]:
    """The words from the first piece on, as far as only spaces or hyphens part them."""
    if not may_begin(pieces[0][0]):
        return []
    words = [pieces[0][0]]
    for before, piece in pairwise(pieces):
        if folded[before.end() : piece.start()].strip() not in _TOGETHER:
            break
        words.append(piece[0])
    return words
