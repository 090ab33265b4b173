"""A message under reading: its tokens, what is still unread, and what stands beside what."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from bot.contacts.factor_tokens import Token, fold_factors, tokenize
from bot.contacts.factor_words import DATE_FILLERS
from bot.locale.reading.months import month_of

_FIGURE_MARKS: Final = frozenset("$/\\.+")
_FIGURE_GOES_ON: Final = re.compile(r"[/\\.,]\d")
_REACH: Final = 4
_MASK: Final = "•••"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A number, or a word that is a month, in a chain that only small words interrupt."""

    at: int
    month: int | None = None


@dataclass(slots=True)
class Message:
    """The text (composed form), its tokens, and the places of the numbers nobody has read yet."""

    text: str
    folded: str = field(init=False)
    tokens: list[Token] = field(init=False)
    unread: set[int] = field(init=False)

    def __post_init__(self) -> None:
        self.text = unicodedata.normalize("NFC", self.text)
        self.folded = fold_factors(self.text)
        self.tokens = tokenize(self.text)
        self.unread = {at for at, token in enumerate(self.tokens) if token.kind == "number"}

    def gap(self, at: int) -> str:
        """What stands between token `at` and the next one, without spaces."""
        return self.folded[self.tokens[at].end : self.tokens[at + 1].start].strip()

    def runs(self) -> list[tuple[int, ...]]:
        """Unread numbers that follow each other with only spaces or hyphens between, as said."""
        runs: list[list[int]] = []
        for at in sorted(self.unread):
            if runs and runs[-1][-1] == at - 1 and self.gap(at - 1) in {"", "-"}:
                runs[-1].append(at)
            else:
                runs.append([at])
        return [tuple(run) for run in runs]

    def digits(self, run: tuple[int, ...]) -> str:
        """The digits of `run` written together."""
        return "".join(self.tokens[at].text for at in run)

    def words_before(self, at: int, *, reach: int = _REACH) -> list[str]:
        """Up to `reach` tokens before `at`, as text."""
        return [token.text for token in self.tokens[max(0, at - reach) : at]]

    def stands_alone(self, run: tuple[int, ...]) -> bool:
        """Whether `run` is no part of a longer figure, such as `$1500` or `20/11/2026`."""
        start, end = self.tokens[run[0]].start, self.tokens[run[-1]].end
        before, after = self.folded[max(0, start - 1) : start], self.folded[end : end + 2]
        return before not in _FIGURE_MARKS and not _FIGURE_GOES_ON.match(after)

    def chains(self) -> list[tuple[Link, ...]]:
        """Numbers and month names in the order said; a word that no date has ends a chain."""
        chains: list[list[Link]] = [[]]
        for at, token in enumerate(self.tokens):
            link = self._link(at, token)
            if link is not None:
                chains[-1].append(link)
            elif token.text not in DATE_FILLERS:
                chains.append([])
        return [tuple(chain) for chain in chains if chain]

    def _link(self, at: int, token: Token) -> Link | None:
        if token.kind == "number":
            return Link(at=at)
        if token.text in DATE_FILLERS or not self._is_near_a_number(at):
            return None
        month = month_of(token.text)
        return None if month is None else Link(at=at, month=month)

    def _is_near_a_number(self, at: int) -> bool:
        near = self.tokens[max(0, at - _REACH) : at + _REACH + 1]
        return any(token.kind == "number" for token in near)

    def masked(self) -> str:
        """The text with every figure hidden, and every spelled number or month that tells one."""
        said: list[str] = []
        done = 0
        for start, end in self._joined(sorted(self._telling())):
            said += [self.text[done:start], _MASK]
            done = end
        return "".join(said) + self.text[done:]

    def _telling(self) -> set[int]:
        chained = {link.at for chain in self.chains() if len(chain) > 1 for link in chain}
        return chained | {
            at
            for at, token in enumerate(self.tokens)
            if token.kind == "number" and (not token.is_spelled or len(token.text) > 1)
        }

    def _joined(self, places: list[int]) -> Iterator[tuple[int, int]]:
        """Spans of the text, neighbours made one, so that no pattern of a date is left to see."""
        starts = [at for before, at in pairwise([-2, *places]) if before != at - 1]
        ends = [at for at, after in pairwise([*places, -2]) if after != at + 1]
        for first, last in zip(starts, ends, strict=True):
            yield self.tokens[first].start, self.tokens[last].end
