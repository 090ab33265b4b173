"""How people type, read as plain words: accents, chat shorthand, sound-alikes and slips undone.

The phrases go through the same reading, so both sides meet: "kisiera", "quisiera" and "Quisiéra"
are one word, as are "wanna" and "want to", "avogado" and "abogado".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Final

import yaml

_FILE: Final = Path(__file__).with_name("spelling.yml")

# Shorter words have too many honest neighbours for a slip to be told from another word.
_MENDED_LENGTH: Final = 7

# The pictures that say something by themselves; all others are left out.
_TOKEN: Final = re.compile(r"[^\W_]+|[🛑🚫🆘🔫🔪💣]")

# Written together, before apostrophes go: what would else turn into another word ("he'll").
_CLITICS: Final = tuple(
    (re.compile(found), meant)
    for found, meant in (
        ("[’‘`´]", "'"),
        ("#", " number "),
        (r"\b(do|did|does|is|are|was|ca|wo)n t\b", r"\1n't"),
        (r"\bcan't\b", "can not"),
        (r"\bwon't\b", "will not"),
        (r"\b(\w+)n't\b", r"\1 not"),
        (r"'ll\b", " will"),
        (r"'re\b", " are"),
        (r"'ve\b", " have"),
        (r"'m\b", " am"),
        ("'", ""),
        (r"(?<=[a-z])[4@](?=[a-z])", "a"),
        (r"(?<=[a-z])[1!](?=[a-z])", "i"),
        (r"(?<=[a-z])0(?=[a-z])", "o"),
        (r"(?<=[a-z])3(?=[a-z])", "e"),
        (r"(?<=[a-z])\*+(?=[a-z])", ""),
    )
)

# One sound, one letter. Doubled letters are one: "quierooo", "kill" and "kil".
_SOUNDS: Final = tuple(
    (re.compile(found), meant)
    for found, meant in (
        (r"\Ah(?!ell)(?=\w{3})", ""),
        ("qu(?=[ei])", "k"),
        ("c(?=[ei])", "s"),
        ("c(?!h)", "k"),
        ("g(?=[ei])", "j"),
        ("v", "b"),
        ("z", "s"),
        (r"(.)\1+", r"\1"),
    )
)


class Spelling:
    """Reads a message into words; `known` are the words, as `sound` writes them, worth mending."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = frozenset(known)
        long = sorted(word for word in self._known if len(word) >= _MENDED_LENGTH)
        self._long = frozenset(long)
        self._slips = {slip: word for word in long for slip in _slips(word)}

    def read(self, said: str) -> tuple[str, ...]:
        """The words of a message, in their plain spelling; a word said twice running is one."""
        words = (self._mend(word) for word in split(said))
        return tuple(word for word, _ in groupby(words))

    def _mend(self, word: str) -> str:
        if word in self._known:
            return word
        return self._slips.get(word) or next(
            (shorter for shorter in _shortened(word) if shorter in self._long), word
        )


def split(text: str) -> tuple[str, ...]:
    """The words of a text: shorthand written out, each word as it sounds."""
    plain = _fold(text)
    for found, meant in _CLITICS:
        plain = found.sub(meant, plain)
    return tuple(word for token in _TOKEN.findall(plain) for word in _written_out(token))


@lru_cache(maxsize=4096)
def sound(word: str) -> str:
    """One spelling for all the ways to write what sounds the same."""
    for found, meant in _SOUNDS:
        word = found.sub(meant, word)
    return word


def _written_out(token: str) -> tuple[str, ...]:
    squeezed = re.sub(r"(.)\1{2,}", r"\1", token)
    return _shorthand().get(squeezed) or (sound(squeezed),)


@cache
def _shorthand() -> Mapping[str, tuple[str, ...]]:
    """What each short form stands for; the file lists them by what they stand for."""
    listed: dict[str, str] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {
        short: tuple(sound(word) for word in _fold(meant).split())
        for meant, shorts in listed.items()
        for short in shorts.split()
    }


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _slips(word: str) -> Iterator[str]:
    """The word with one inner letter missing, or two of them swapped.

    First and last letters stay, and no letter is replaced: those make other people and other
    tenses of the word ("matarme", "matarte"), not slips.
    """
    yield from _shortened(word)
    for at in range(1, len(word) - 2):
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _shortened(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(1, len(word) - 1))
