"""Every mistake in the countries' rules is refused, with its line and in plain words."""

import re
from pathlib import Path

import pytest

from bot.compliance.rules import FILE, JurisdictionError, check, load_text

TEXT = FILE.read_text("utf-8")

MISTAKES = {
    "a misspelt field": (
        "ask_reason_at_most: 1\n    ask_reason_within_days: 30   # house\n    refusal: noted",
        "ask_reson_at_most: 1\n    ask_reason_within_days: 30   # house\n    refusal: noted",
        "countries MX ask_reson_at_most is not known here; did you mean ask_reason_at_most?",
    ),
    "hours that end before they begin": (
        "mon-sat: 07:00-22:00",
        "mon-sat: 22:00-07:00",
        "countries MX outreach hours: '22:00-07:00' must end after it begins, and by 24:00",
    ),
    "hours after midnight": (
        "mon-sat: 07:00-22:00",
        "mon-sat: 07:00-24:30",
        "countries MX outreach hours: '07:00-24:30' must end after it begins, and by 24:00",
    ),
    "hours that are no hours": (
        "mon-sat: 07:00-22:00",
        "mon-sat: seven to ten",
        "countries MX outreach hours: 'seven to ten' is not a span of hours;"
        " write it like 08:00-19:00",
    ),
    "a weekday of another language": (
        "mon-sat: 07:00-22:00",
        "lun-sab: 07:00-22:00",
        "countries MX outreach hours: 'lun-sab' is not a weekday or a range of them,"
        " like sat or mon-fri",
    ),
    "weekdays backwards": (
        "mon-sat: 07:00-22:00",
        "sat-mon: 07:00-22:00",
        "countries MX outreach hours: 'sat-mon' runs backwards;"
        " write mon-sat, or the days one by one",
    ),
    "a weekday twice": (
        "mon-sat: 07:00-22:00",
        "mon-sat: 07:00-22:00, sat: 08:00-12:00",
        "countries MX outreach hours: sat has hours twice",
    ),
    "no week": (
        "{mon-sat: 07:00-22:00}",
        "07:00-22:00",
        "countries MX outreach hours: '07:00-22:00' is not a week;"
        " write it like {mon-fri: 08:00-19:00}",
    ),
    "a term without its kind of days": (
        "identity_theft: 30 days",
        "identity_theft: 30",
        "countries US answer_within identity_theft: 30 is not a term;"
        " write it like 10 business days, or 30 days",
    ),
    "no caps": ("MA: {per_7_days: 2}", "MA: 2", "outreach states MA: 2 is not a group of fields"),
    "a state that allows more than its country": (
        "MA: {per_7_days: 2}",
        "MA: {per_7_days: 5}",
        "US: MA allows more per_7_days than US does",
    ),
    "a word that stops and resumes": (
        "resume_words: [alta",
        "resume_words: [alta, stop",
        "'stop' cannot both stop messages and resume them",
    ),
    "a home without an office": ("home: MX", "home: PE", "home PE has no office"),
    "an address that is none": (
        "web: https://www.financierasol.example",
        "web: financierasol.example",
        "business web: 'financierasol.example' is not an address that begins with https://",
    ),
    "a key that is no reply": (
        "later: [notice.us_later]",
        "later: [you owe us]",
        "'you owe us' is not the name of a text, like crisis.line_MX",
    ),
    "a country in small letters": (
        "\n  MX:\n    factors",
        "\n  mx:\n    factors",
        "countries mx: 'mx' is not two capital letters, like MX",
    ),
    "an e-mail that is none": (
        "email: une@financierasol.example",
        "email: une",
        "business offices MX complaint_desk email: 'une' is not an e-mail address",
    ),
    "a day that does not exist": (
        "extra_dates: []",
        "extra_dates: [12-12, 02-30]",
        "countries MX outreach extra_dates: '02-30' is not a day;"
        " write it like 2026-12-12, or 12-12 for every year",
    ),
    "a day added and removed": (
        "extra_dates: []\n      removed_dates: []",
        "extra_dates: [12-12]\n      removed_dates: [12-12]",
        "MX: 12-12 is both added and removed",
    ),
    "one factor alone": (
        "factors: [date_of_birth, document_last4]",
        "factors: [date_of_birth]",
        "countries CO factors: at least 2 must be given",
    ),
    "a third factor that does not exist": (
        "factors: [date_of_birth, document_last4]",
        "factors: [date_of_birth, shoe_size]",
        "countries CO factors: 'shoe_size' is not one of 'date_of_birth', 'postcode'",
    ),
    "fields that no notice tells": (
        "first: [notice.mx_first_contact]",
        "first: []",
        "MX: fields are named, but no first notice tells them",
    ),
    "a default with longer hours": (
        "{mon-fri: 08:00-19:00, sat: 08:00-15:00}\n    holidays",
        "{mon-fri: 08:00-20:00, sat: 08:00-15:00}\n    holidays",
        "default: longer hours than CO",
    ),
    "a default with more messages": (
        "{per_day: 1, per_7_days: 2, channels_per_7_days: 1}",
        "{per_day: 1, per_7_days: 3, channels_per_7_days: 1}",
        "default: more per_7_days than US",
    ),
    "a default without a limit": (
        "{per_day: 1, per_7_days: 2, channels_per_7_days: 1}",
        "{per_day: 1, per_7_days: 2, channels_per_7_days: null}",
        "default: more channels_per_7_days than CO",
    ),
    "a default that asks why": (
        "ask_reason_at_most: 0\n  refusal",
        "ask_reason_at_most: 1\n  refusal",
        "default: the reason is asked for more often than CO",
    ),
    "a default that adds to debts": (
        "  may_add_charges: false\n  third_party",
        "  may_add_charges: true\n  third_party",
        "default: more may be added to a debt than US",
    ),
    "a default that answers later": (
        "    dispute: 10 days",
        "    dispute: 10 business days",
        "default: a later answer about dispute than US",
    ),
    "a default that forbids less": (
        "fiscalía, lista de deudores, INAI, arrest*",
        "lista de deudores, INAI, arrest*",
        "default: fewer words are forbidden (without fiscalía) than CO",
    ),
}


@pytest.mark.parametrize(("old", "new", "expected"), MISTAKES.values(), ids=list(MISTAKES))
def test_a_planted_mistake_is_refused_on_its_line(old: str, new: str, expected: str) -> None:
    assert old in TEXT

    with pytest.raises(JurisdictionError) as caught:
        load_text(TEXT.replace(old, new, 1), file="jurisdictions.yml")

    assert expected in str(caught.value)
    line = TEXT[: TEXT.index(old)].count("\n") + 1
    lines = [int(found) for found in re.findall(r"jurisdictions\.yml:(\d+):", str(caught.value))]
    assert min(abs(found - line) for found in lines) <= 2


@pytest.mark.parametrize("text", ["", "- a\n", "words\n", "countries: 3\n", "a: 1\na: 2\n"])
def test_any_nonsense_is_refused_in_words(text: str) -> None:
    with pytest.raises(JurisdictionError, match=r"f\.yml:\d+: "):
        load_text(text, file="f.yml")


def test_our_own_rules_have_no_problem() -> None:
    assert check() == ()


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    assert "cannot be read: no such file" in str(check(tmp_path / "none.yml")[0])
