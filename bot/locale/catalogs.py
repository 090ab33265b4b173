"""The texts, read once from gettext files: msgid is a reply key, msgstr the words.

A regional catalog holds only what it says differently; the rest comes from its language.
Each text is cut into literals and placeholders at load, so that saying it is only joining.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import Final

from babel.messages.pofile import read_po

from bot.kernel.errors import Permanent
from bot.locale.locales import LOCALES, Locale, language_of

_ENTRY: Final = re.compile(r'^msgid "[^"]', re.MULTILINE)
FOLDER: Final = Path(__file__).parent / "catalogs"


class TextMissing(Permanent):
    """A reply cannot be said: its key, or a value one of its placeholders needs, is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Literal words, then the placeholder after them (none at the end of a line).

    `style` is what follows the colon: `{due_on:short}`, `{factors:example}`.
    """

    literal: str
    name: str | None = None
    style: str = ""


Line = tuple[Piece, ...]
Text = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Catalogs:
    """Every text of every locale, regional forms already laid over their language."""

    _texts: Mapping[Locale, Mapping[str, Text]]

    def text(self, key: str, locale: Locale) -> Text:
        """The lines of `key`; raises TextMissing when no catalog has it."""
        try:
            return self._texts[locale][key]
        except KeyError:
            raise TextMissing(f"no text {key!r} in {locale}") from None

    def has(self, key: str, locale: Locale) -> bool:
        """Whether `key` can be said in `locale`."""
        return key in self._texts[locale]

    def keys(self, locale: Locale) -> frozenset[str]:
        """Every key that can be said in `locale`."""
        return frozenset(self._texts[locale])


def load_catalogs(folder: Path = FOLDER) -> Catalogs:
    """Read and cut every catalog; a broken or doubled entry raises ValueError, naming its file."""
    own = {locale: read_locale(folder, locale) for locale in LOCALES}
    cut = {
        locale: {key: cut_text(words) for key, words in entries.items()}
        for locale, entries in own.items()
    }
    return Catalogs(
        MappingProxyType(
            {
                locale: MappingProxyType({**cut[language_of(locale)], **cut[locale]})
                for locale in LOCALES
            }
        )
    )


def read_locale(folder: Path, locale: Locale) -> dict[str, str]:
    """What the files of one catalog folder say, by key, without any fallback."""
    entries: dict[str, str] = {}
    for path in sorted((folder / locale).glob("*.po")):
        for key, words in _read_file(path):
            if key in entries:
                raise ValueError(f"{path}: {key!r} is there twice")
            entries[key] = words
    return entries


def _read_file(path: Path) -> Iterator[tuple[str, str]]:
    with path.open("rb") as file:
        messages = [message for message in read_po(file, abort_invalid=True) if message.id]
    # Babel quietly merges a msgid that is there twice, so the file's own lines are counted.
    written = len(_ENTRY.findall(path.read_text("utf-8")))
    if written != len(messages):
        raise ValueError(f"{path}: {written} entries are written, {len(messages)} are read")
    for message in messages:
        if not isinstance(message.id, str) or not isinstance(message.string, str):
            raise TypeError(f"{path}: {message.id!r} has a plural; none is used here")
        if not message.string or message.fuzzy:
            raise ValueError(f"{path}: {message.id!r} has no finished text")
        yield message.id, message.string


def cut_text(words: str) -> Text:
    """Cut `words` into lines of pieces; raises ValueError on an unbalanced brace."""
    return tuple(_cut_line(line) for line in words.split("\n"))


def _cut_line(line: str) -> Line:
    return tuple(
        Piece(literal=literal, name=name, style=style or "")
        for literal, name, style, _ in Formatter().parse(line)
    )
