"""Text made plain to read: lower case, no accents, plain digits, every character in its place."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

# The letter O typed for a zero, as in `O6100`.
_LETTER_ZERO: Final = re.compile(r"(?<![^\W\d_])o(?=\d)|(?<=\d)o(?=\d)")


def fold(text: str) -> str:
    """`text` in lower case without accents, with plain digits, of exactly the same length.

    Positions hold only for text in composed form (NFC).
    """
    plain = text.lower() if text.isascii() else "".join(map(_fold_character, text))
    return _LETTER_ZERO.sub("0", plain)


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    # Combining marks that stay alone are those around emoji digits.
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return " "
    base = unicodedata.normalize("NFKD", character)[0].lower()
    return base if len(base) == 1 else character
