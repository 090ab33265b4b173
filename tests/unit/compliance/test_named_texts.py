"""What the rules name is said in every language, numbers included."""

from bot.compliance.named_texts import check_named_texts
from bot.compliance.rules import jurisdictions
from bot.compliance.schema import Jurisdictions
from bot.locale.catalogs import load_catalogs

RULES = jurisdictions()
CATALOGS = load_catalogs()


def mexico_with(**changes: object) -> Jurisdictions:
    mexico = RULES.countries["MX"].model_copy(update=changes)
    return RULES.model_copy(update={"countries": {"MX": mexico}})


def test_everything_named_is_said() -> None:
    assert check_named_texts(RULES, CATALOGS) == []


def test_a_crisis_number_that_no_text_says_is_told() -> None:
    problems = check_named_texts(mexico_with(crisis_numbers=("999",)), CATALOGS)
    assert "MX: crisis.line_MX does not say 999 in es" in problems


def test_a_text_that_does_not_exist_is_told() -> None:
    problems = check_named_texts(mexico_with(crisis="crisis.line_PE"), CATALOGS)
    assert "MX: crisis.line_PE has no text in en" in problems


def test_a_field_that_no_first_notice_tells_is_told() -> None:
    silent = RULES.of("MX").notices.model_copy(update={"first": ("notice.us_first",)})
    problems = check_named_texts(mexico_with(notices=silent), CATALOGS)
    assert "MX: no first notice tells une_email in es_MX" in problems
