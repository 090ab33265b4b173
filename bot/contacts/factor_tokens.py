"""A message cut into numbers, month names and words, each knowing where it stands in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bot.contacts.spelled_numbers import read_spelled
from bot.locale.reading.folding import fold

Kind = Literal["number", "word"]

# Grouped thousands (1.020.304.050), 123-45-6789 and 78704-1234 are one number each.
_PIECE: Final = re.compile(
    r"\d{1,3}(?:[.,]\d{3}){2,}(?!\d)|\d{3}-\d{2}-\d{4}(?!\d)|\d{5}-\d{4}(?!\d)|\d+|[^\W\d_]+"
)
_NOT_A_DIGIT: Final = re.compile(r"\D")
# C.P. and c.c., the usual short forms of a postcode and a Colombian identity card.
_DOTTED: Final = re.compile(r"\bc\. ?([cp])\b")
_SPOKEN_TOGETHER: Final = frozenset({"", "-"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A number (as digits, also when spelled) or a word (folded), at `start:end` of the text."""

    kind: Kind
    text: str
    start: int
    end: int
    is_spelled: bool = False
    is_ordinal: bool = False


def tokenize(text: str) -> list[Token]:
    """Cut `text`, which must be in composed form (NFC), so that positions hold."""
    folded = fold_factors(text)
    pieces = [_piece(match) for match in _PIECE.finditer(folded)]
    return list(_with_spelled_numbers(folded, pieces))


def _piece(match: re.Match[str]) -> Token:
    is_number = match[0][0].isdigit()
    return Token(
        kind="number" if is_number else "word",
        text=_NOT_A_DIGIT.sub("", match[0]) if is_number else match[0],
        start=match.start(),
        end=match.end(),
    )


def fold_factors(text: str) -> str:
    """`text` folded, with `C.P.` and `c.c.` as the words they are, of exactly the same length."""
    return _DOTTED.sub(lambda match: f"c{match[1]}".ljust(len(match[0])), fold(text))


def _with_spelled_numbers(folded: str, pieces: Sequence[Token]) -> Iterator[Token]:
    at = 0
    while at < len(pieces):
        found = read_spelled(_spoken_together(folded, pieces[at : at + 8]))
        if found is None:
            yield pieces[at]
            at += 1
            continue
        last = pieces[at + found.words - 1]
        yield Token(
            kind="number",
            text=found.digits,
            start=pieces[at].start,
            end=last.end,
            is_spelled=True,
            is_ordinal=found.is_ordinal,
        )
        at += found.words


def _spoken_together(folded: str, pieces: Sequence[Token]) -> list[str]:
    """The words from the first piece on, as far as only spaces or hyphens part them."""
    words: list[str] = []
    for before, piece in zip((None, *pieces), pieces, strict=False):
        if before and folded[before.end : piece.start].strip() not in _SPOKEN_TOGETHER:
            break
        if piece.kind == "number":
            break
        words.append(piece.text)
    return words
