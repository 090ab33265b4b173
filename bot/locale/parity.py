"""The check that no language says less than another; part of `make check`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.locale.catalogs import FOLDER, cut_text, read_locale
from bot.locale.locales import LOCALES, Locale, language_of

_LANGUAGES: tuple[Locale, Locale] = ("es", "en")


def check_parity(folder: Path = FOLDER) -> list[str]:
    """Every difference, in plain words; empty when the catalogs agree.

    Spanish and English have the same files, keys and placeholders. A regional catalog only says
    differently what its language says, in the file of the same name.
    """
    return [
        *_differences(folder, *_LANGUAGES),
        *_differences(folder, *reversed(_LANGUAGES)),
        *(
            problem
            for locale in LOCALES
            if locale not in _LANGUAGES
            for problem in _differences(folder, locale, language_of(locale))
        ),
    ]


def _differences(folder: Path, locale: Locale, base: Locale) -> Iterator[str]:
    """What `locale` has and `base` has not, or asks other values for."""
    for name in sorted(_files(folder, locale) - _files(folder, base)):
        yield f"{locale}/{name} has no counterpart in {base}"
    theirs = _placeholders(folder, base)
    for key, names in _placeholders(folder, locale).items():
        if key not in theirs:
            yield f"{key!r} is in {locale} but not in {base}"
        elif names - theirs[key]:
            extra = ", ".join(sorted(names - theirs[key]))
            yield f"{key!r} in {locale} asks for {extra}, in {base} it does not"


def _files(folder: Path, locale: Locale) -> set[str]:
    return {path.name for path in (folder / locale).glob("*.po")}


def _placeholders(folder: Path, locale: Locale) -> Mapping[str, frozenset[str]]:
    return {
        key: frozenset(piece.name for line in cut_text(words) for piece in line if piece.name)
        for key, words in read_locale(folder, locale).items()
    }
