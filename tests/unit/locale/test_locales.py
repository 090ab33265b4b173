"""Which form of a language a contact gets."""

import pytest

from bot.kernel.messages import Language
from bot.locale.locales import Locale, language_of, locale_for


@pytest.mark.parametrize(
    ("language", "country", "expected"),
    [
        ("es", "MX", "es_MX"),
        ("es", "CO", "es_CO"),
        ("es", "US", "es"),
        ("es", "AR", "es"),
        ("es", None, "es"),
        ("en", "US", "en_US"),
        ("en", "MX", "en"),
        ("en", None, "en"),
    ],
)
def test_language_and_country_choose_the_form(
    language: Language, country: str | None, expected: Locale
) -> None:
    assert locale_for(language, country) == expected
    assert language_of(expected) == language
