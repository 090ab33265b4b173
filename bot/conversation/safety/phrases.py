"""The phrase lists, and the small language that they are written in.

Each file `phrases/<language>/<stop>.yml` has up to four lists, and words of its own:

- `say`: what counts wherever it stands in a message;
- `alone`: what counts only as the whole message, greetings and courtesies apart;
- `idioms`: ways of speaking that are not what they look like; they are struck out first;
- `doubt`: with any of these in the message nothing is claimed: the classifier decides;
- `words`: lists of words that the phrases name as `<name>`.

In a phrase `(a|b c)` is one of these, `[a|b]` the same or nothing, `kill*` any ending, `*` any
word, `..` up to three words, `...` up to eight, `^` and `$` the ends of the message. People mix
languages, so all languages are looked for in every message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict

from bot.conversation.safety.spelling import split

_FOLDER: Final = Path(__file__).with_name("phrases")
_LANGUAGES: Final = ("es", "en")
_NOTHING: Final = re.compile(r"(?!)")
_STRUCK: Final = "~ "

_MARKS: Final = {
    "(": "(?:",
    "[": "(?:",
    "|": "|",
    ")": ")",
    "]": ")?",
    "..": r"(?:\S+ ){0,3}",
    "...": r"(?:\S+ ){0,8}",
    "^": r"(?<=\A )",
    "$": r"\Z",
}
_PIECE: Final = re.compile(r"\.{2,3}|[()\[\]|^$]|<\w+>|[^\s()\[\]|^$<]+")


class _Lists(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    words: Mapping[str, str] = {}
    say: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    idioms: tuple[str, ...] = ()
    doubt: tuple[str, ...] = ()


class Phrases:
    """What one stop sounds like, in every language."""

    def __init__(self, lists: Sequence[_Lists]) -> None:
        self._say = _any_of(p for each in lists for p in _written(each.say, each.words))
        self._alone = _any_of(p for each in lists for p in _written(each.alone, each.words))
        self._idioms = _any_of(p for each in lists for p in _written(each.idioms, each.words))
        self._doubt = _any_of(p for each in lists for p in _written(each.doubt, each.words))
        self.words = frozenset(word for each in lists for word in _words(each))

    def match(self, words: tuple[str, ...]) -> bool:
        """Whether these words, as `Spelling.read` gives them, clearly say it."""
        if any(self._alone.fullmatch(_joined(whole), 1) for whole in (words, _bare(words))):
            return True
        text = self._idioms.sub(_STRUCK, _joined(words))
        return bool(self._say.search(text)) and not self._doubt.search(text)


def read_phrases(stop: str) -> Phrases:
    """The phrases of `stop`; a mistake in a file raises ValueError naming it."""
    return Phrases([_read(_FOLDER / language / f"{stop}.yml") for language in _LANGUAGES])


def _read(path: Path) -> _Lists:
    try:
        return _Lists.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValueError) as error:
        raise ValueError(f"{path.parent.name}/{path.name}: {error}") from error


def _joined(words: Sequence[str]) -> str:
    return " " + "".join(f"{word} " for word in words)


def _bare(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without the courtesies around them; all of them when there is nothing else."""
    courtesies = _courtesies()
    own = [at for at, word in enumerate(words) if word not in courtesies]
    return words[own[0] : own[-1] + 1] if own else words


@cache
def _courtesies() -> frozenset[str]:
    listed: list[str] = yaml.safe_load((_FOLDER / "courtesies.yml").read_text(encoding="utf-8"))
    return frozenset(word for line in listed for word in split(line))


def _any_of(patterns: Iterator[str]) -> re.Pattern[str]:
    joined = "|".join(patterns)
    return re.compile(f"(?<= )(?:{joined})") if joined else _NOTHING


def _written(phrases: Sequence[str], named: Mapping[str, str]) -> Iterator[str]:
    """Each phrase as a regular expression; every word takes the space after it."""
    for phrase in phrases:
        yield "".join(_piece(piece, named) for piece in _PIECE.findall(phrase))


def _piece(piece: str, named: Mapping[str, str]) -> str:
    if piece in _MARKS:
        return _MARKS[piece]
    if piece.startswith("<"):
        return "".join(_written([f"({named[piece[1:-1]]})"], named))
    if piece.endswith("*"):
        return _beginning(piece[:-1]) + r"\S* "
    return " ".join(_sounds(piece)) + " "


def _beginning(piece: str) -> str:
    """How words that begin so sound: read with a vowel after it, which is then taken off."""
    if not piece:
        return ""
    begun = re.sub("qu?$", "c", piece)
    return " ".join(_sounds(begun + ("o" if begun.endswith("a") else "a")))[:-1]


def _words(lists: _Lists) -> Iterator[str]:
    for phrase in (*lists.say, *lists.alone, *lists.idioms, *lists.doubt, *lists.words.values()):
        for piece in _PIECE.findall(phrase):
            if piece not in _MARKS and not piece.startswith("<") and not piece.endswith("*"):
                yield from _sounds(piece)


@cache
def _sounds(piece: str) -> tuple[str, ...]:
    return split(piece)
