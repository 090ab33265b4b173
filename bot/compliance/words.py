"""Words that the law, or the house, forbids in what we write: threats, courts, public bodies."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from bot.compliance.rules import jurisdictions
from bot.kernel.messages import Language
from bot.locale.catalogs import FOLDER, read_locale
from bot.locale.locales import Locale, locale_for

_LANGUAGES: Final[tuple[Language, Language]] = ("es", "en")


def lint_text(text: str, country: str, language: Language) -> list[str]:
    """The forbidden words of `country` that `text` says, as the rules spell them.

    Case, accents and punctuation do not hide a word; `language` is the one `text` is in.
    """
    plain = _plain(text)
    forbidden = jurisdictions().of(country).forbidden.of(language)
    for phrase in forbidden.unless:
        plain = _pattern(phrase).sub(" ", plain)
    return [word for word in forbidden.words if _pattern(word).search(plain)]


def check_words(folder: Path = FOLDER) -> list[str]:
    """Every catalog text that says what the country it is written for forbids; part of `check`."""
    countries = [*jurisdictions().countries, ""]
    return [
        f"{key!r} says {word!r} in {language}, which {country or 'the default'} forbids"
        for country in countries
        for language in _LANGUAGES
        for key, text in _texts(folder, locale_for(language, country), language)
        for word in lint_text(text, country, language)
    ]


def _texts(folder: Path, locale: Locale, language: Language) -> Iterator[tuple[str, str]]:
    """What people of `locale` read: its own texts laid over those of its language."""
    yield from sorted({**read_locale(folder, language), **read_locale(folder, locale)}.items())


@cache
def _pattern(word: str) -> re.Pattern[str]:
    """`word` as a whole word of plain text, in one number or the other; `embarg*` any ending."""
    stem = re.escape(_plain(word.removesuffix("*")))
    return re.compile(rf"\b{stem}{r'\w*' if word.endswith('*') else '(?:e?s)?'}\b")


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in decomposed if unicodedata.category(c) not in {"Mn", "Cf"})
    return " ".join(re.sub(r"[\W_]+", " ", letters).split())
