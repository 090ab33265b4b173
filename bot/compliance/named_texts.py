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
    told = {name for key in country.notices.first for name in _told(key, catalogs, locale)}
    for field in country.notices.fields:
        if field not in told:
            yield f"no first notice tells {field} in {locale}"
    if not catalogs.has(country.crisis, locale):
        return
    said = " ".join(
        piece.literal for line in catalogs.text(country.crisis, locale) for piece in line
    )
    for number in country.crisis_numbers:
        if number not in said:
            yield f"{country.crisis} does not say {number} in {locale}"


def _told(key: str, catalogs: Catalogs, locale: Locale) -> Iterator[str]:
    """The values that a notice tells, those of its line about one account among them."""
    for text in (key, f"{key}.account"):
        if catalogs.has(text, locale):
            yield from (p.name for line in catalogs.text(text, locale) for p in line if p.name)


def _keys(country: CountryRules) -> Iterator[str]:
    yield from (country.crisis, country.objections.bureau, country.objections.unpaid)
    yield from (*country.notices.first, *country.notices.later)
    for factor in country.factors:
        yield from (f"factor.{factor}", f"factor.{factor}.example")
