"""Where a thought begins: what a "no" or a past verb reaches."""

from __future__ import annotations

import re
from typing import Final

_ENDS: Final = re.compile(
    r"[,;.!?\n](?!\d)|\b(?:pero|sino|mejor|si puedo|but|only|solo|nomas|so|instead|rather)\b"
)


def clause_before(plain: str, at: int) -> str:
    """The text from the beginning of its clause up to `at`."""
    begins = max((match.end() for match in _ENDS.finditer(plain, 0, at)), default=0)
    return plain[begins:at]


def clause_after(plain: str, at: int) -> str:
    """The text from `at` to the end of its clause."""
    end = _ENDS.search(plain, at)
    return plain[at : end.start()] if end else plain[at:]
