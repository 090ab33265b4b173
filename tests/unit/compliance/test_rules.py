"""The jurisdictions' rules: as strict as the house says, and spelled as the code reads them."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from bot.compliance.rules import Jurisdictions, jurisdictions
from bot.conversation.safety import Stop, stop_of
from bot.locale.catalogs import load_catalogs
from bot.locale.locales import LOCALES, Locale

RULES = jurisdictions()
CATALOGS = load_catalogs()


def rules(**changes: object) -> dict[str, object]:
    return {**RULES.model_dump(), **changes}


@pytest.mark.parametrize(
    ("country", "factors"),
    [
        ("MX", ("date_of_birth", "postcode")),
        ("CO", ("date_of_birth", "document_last4")),
        ("US", ("date_of_birth", "postcode")),
        ("FR", ("date_of_birth", "postcode", "document_last4")),
        ("", ("date_of_birth", "postcode", "document_last4")),
    ],
)
def test_a_country_asks_for_its_factors(country: str, factors: tuple[str, ...]) -> None:
    assert RULES.of(country).factors == factors


def test_an_unknown_country_asks_for_no_less_than_any_other() -> None:
    for country in RULES.countries.values():
        assert set(country.factors) <= set(RULES.default.factors)


def test_an_unknown_country_is_not_sent_to_another_countrys_crisis_line() -> None:
    assert RULES.default.crisis not in {rule.crisis for rule in RULES.countries.values()}


def test_three_tries_a_day_and_an_hour_of_proof() -> None:
    limits = RULES.verification
    assert limits.max_attempts == 3
    assert limits.lock == timedelta(hours=24)
    assert limits.validity == timedelta(hours=1)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_named_text_is_in_every_catalog(locale: Locale) -> None:
    for country in (*RULES.countries.values(), RULES.default):
        names = [country.crisis, *(f"factor.{factor}" for factor in country.factors)]
        assert all(CATALOGS.has(name, locale) for name in names)


@pytest.mark.parametrize("word", sorted(RULES.stop_words))
def test_every_stop_word_stops(word: str) -> None:
    assert stop_of(word) is Stop.OPT_OUT


@pytest.mark.parametrize("word", sorted(RULES.resume_words))
def test_every_resume_word_resumes(word: str) -> None:
    assert stop_of(word) is Stop.OPT_IN


@pytest.mark.parametrize(
    "mistake",
    [
        {"business_name": ""},
        {"moon_phase": "full"},
        {"verification": {"max_attempts": 0, "lock_hours": 24, "valid_minutes": 60}},
        {"verification": {"max_attempts": 3, "lock_hours": 24}},
        {"default": {"factors": ["postcode"], "crisis": "crisis.line_US"}},
        {"default": {"factors": ["shoe_size", "postcode"], "crisis": "crisis.line_US"}},
    ],
)
def test_a_mistake_in_the_file_is_refused(mistake: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Jurisdictions.model_validate(rules(**mistake))
