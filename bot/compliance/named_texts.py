"""The texts that the rules name must exist, and say the numbers that the rules give."""

from __future__ import annotations

from collections.abc import Iterator

from bot.compliance.schema import CountryRules, Jurisdictions
from bot.locale.catalogs import Catalogs
from bot.locale.locales import LOCALES, Locale


def check_named_texts(rules: Jurisdictions, catalogs: Catalogs) -> list[str]:
    """What is named but not said, in plain words; part of `make check`."""
    return [
        f"{name}: {problem}"
        for name, country in (*rules.countries.items(), ("default", rules.default))
        for locale in LOCALES
        for problem in _unsaid(country, catalogs, locale)
    ]


def _unsaid(country: CountryRules, catalogs: Catalogs, locale: Locale) -> Iterator[str]:
    for key in _keys(country):
        if not catalogs.has(key, locale):
            yield f"{key} has no text in {locale}"
    if not catalogs.has(country.crisis, locale):
        return
    said = " ".join(
        piece.literal for line in catalogs.text(country.crisis, locale) for piece in line
    )
    for number in country.crisis_numbers:
        if number not in said:
            yield f"{country.crisis} does not say {number} in {locale}"


def _keys(country: CountryRules) -> Iterator[str]:
    yield from (country.crisis, country.objections.bureau, country.objections.unpaid)
    for factor in country.factors:
        yield from (f"factor.{factor}", f"factor.{factor}.example")
