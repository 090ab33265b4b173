"""The regional forms we write in, and which one a contact gets."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, get_args

import babel

from bot.kernel.messages import Language

Locale = Literal["es", "es_MX", "es_CO", "en", "en_US"]
LOCALES: Final[tuple[Locale, ...]] = get_args(Locale)

_REGIONAL: Final[Mapping[tuple[Language, str], Locale]] = MappingProxyType(
    {("es", "MX"): "es_MX", ("es", "CO"): "es_CO", ("en", "US"): "en_US"}
)

# CLDR's plain `es` is Spain's, where 1,234.50 is written 1.234,50; ours is the Spanish of the US.
_CLDR: Final[Mapping[Locale, babel.Locale]] = MappingProxyType(
    {
        "es": babel.Locale("es", "US"),
        "es_MX": babel.Locale("es", "MX"),
        "es_CO": babel.Locale("es", "CO"),
        "en": babel.Locale("en", "US"),
        "en_US": babel.Locale("en", "US"),
    }
)


def locale_for(language: Language, country: str | None) -> Locale:
    """The form of `language` spoken in `country` (ISO), else the language's common form."""
    return _REGIONAL.get((language, country or ""), language)


def language_of(locale: Locale) -> Language:
    """The language that `locale` is a form of; its catalogs are the fallback."""
    return "es" if locale.startswith("es") else "en"


def cldr(locale: Locale) -> babel.Locale:
    """Babel's data for `locale`: separators, month names, list words."""
    return _CLDR[locale]
