"""The spell-check of the catalogs; part of `make check`, and the only user of its library.

A word is right when simplemma's dictionary (inside its wheel, inflected forms included) or our
own list has it: `spelling.txt`, names and words of the product. A line `!dias` there refuses a
word that the dictionary has but that in our texts can only be a slip.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import simplemma

from bot.kernel.messages import Language
from bot.locale.catalogs import FOLDER, cut_text, read_locale
from bot.locale.locales import LOCALES, language_of

OWN_WORDS: Final = Path(__file__).with_name("spelling.txt")

_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_CURLY: Final = "\N{RIGHT SINGLE QUOTATION MARK}"
# "That's" is "that" and an ending, "escribirte" is "escribir" and pronouns.
_ENGLISH_ENDING: Final = re.compile(r"'(?:s|t|re|ve|ll|d|m)$")
_PRONOUNS: Final = re.compile(r"(?:(?:[mts]e|nos)(?:l[aeo]s?)?|l[aeo]s?)$")
_ACUTE: Final = "\N{COMBINING ACUTE ACCENT}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """What the dictionaries do not know, and what they know and we do not want."""

    allowed: frozenset[str]
    refused: frozenset[str]


def read_own_words(path: Path = OWN_WORDS) -> OwnWords:
    """The list of a file: one word a line, `#` begins a comment, `!` refuses."""
    lines = (line.partition("#")[0].strip() for line in path.read_text("utf-8").splitlines())
    words = [line.casefold() for line in lines if line]
    return OwnWords(
        allowed=frozenset(word for word in words if not word.startswith("!")),
        refused=frozenset(word[1:] for word in words if word.startswith("!")),
    )


def check_spelling(folder: Path = FOLDER, *, own_words: Path = OWN_WORDS) -> list[str]:
    """Every word of every catalog that is not in its language, with the text that says it."""
    own = read_own_words(own_words)
    return [
        f"{key!r} in {locale} is misspelt: {word}"
        for locale in LOCALES
        for key, text in sorted(read_locale(folder, locale).items())
        for word in misspelt(text, language_of(locale), own)
    ]


def misspelt(text: str, language: Language, own: OwnWords) -> list[str]:
    """The words of a catalog text, each once, that are not right; placeholders are no words."""
    words = dict.fromkeys(_words(text))
    return [word for word in words if not _is_right(word.casefold(), language, own)]


def _words(text: str) -> Iterator[str]:
    for line in cut_text(unicodedata.normalize("NFC", text)):
        for piece in line:
            yield from _WORD.findall(piece.literal.replace(_CURLY, "'"))


def _is_right(word: str, language: Language, own: OwnWords) -> bool:
    if word in own.refused:
        return False
    return word in own.allowed or any(
        simplemma.is_known(form, lang=language) for form in _forms(word, language)
    )


def _forms(word: str, language: Language) -> Iterator[str]:
    """`word`, and what it is without its ending: a verb whose accent the pronouns moved."""
    yield word
    if language == "en":
        yield _ENGLISH_ENDING.sub("", word)
        return
    verb = _PRONOUNS.sub("", word)
    if verb != word:
        is_form_of_verb = verb.endswith(("ar", "er", "ir", "ár", "ér", "ír", "ndo"))
        plain = unicodedata.normalize("NFD", verb).replace(_ACUTE, "")
        # Only an infinitive keeps its stress without an accent: escribirte, but escríbeme.
        if is_form_of_verb or plain != unicodedata.normalize("NFD", verb):
            yield from (verb, unicodedata.normalize("NFC", plain))
