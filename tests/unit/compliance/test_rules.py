"""The jurisdictions' rules: as strict as the house says, and spelled as the code reads them."""

from datetime import date, timedelta

import pytest

from bot.compliance.answers import Topic
from bot.compliance.rules import jurisdictions
from bot.conversation.safety import Stop, stop_of

RULES = jurisdictions()


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


def test_an_unknown_country_is_not_sent_to_another_countrys_crisis_line() -> None:
    assert RULES.default.crisis not in {rule.crisis for rule in RULES.countries.values()}


def test_three_tries_a_day_and_an_hour_of_proof() -> None:
    limits = RULES.verification
    assert limits.max_attempts == 3
    assert limits.lock == timedelta(hours=24)
    assert limits.validity == timedelta(hours=1)


@pytest.mark.parametrize("word", sorted(RULES.stop_words))
def test_every_stop_word_stops(word: str) -> None:
    assert stop_of(word) is Stop.OPT_OUT


@pytest.mark.parametrize("word", sorted(RULES.resume_words))
def test_every_resume_word_resumes(word: str) -> None:
    assert stop_of(word) is Stop.OPT_IN


@pytest.mark.parametrize(
    ("country", "asked", "may_ask"),
    [("MX", 0, True), ("MX", 1, False), ("US", 0, True), ("CO", 0, False), ("FR", 0, False)],
)
def test_the_reason_is_asked_once_and_never_in_colombia(
    country: str, asked: int, may_ask: bool
) -> None:
    assert RULES.of(country).may_ask_reason(asked) is may_ask


@pytest.mark.parametrize(
    ("country", "takes"), [("MX", True), ("CO", False), ("US", False), ("FR", False)]
)
def test_a_third_party_leaves_a_message_only_where_allowed(country: str, takes: bool) -> None:
    assert RULES.of(country).third_party.take_message is takes


@pytest.mark.parametrize(
    ("topic", "country", "last_day"),
    [
        ("identity_theft", "CO", date(2026, 12, 4)),
        ("dispute", "CO", date(2026, 12, 14)),  # the 8th is a holiday
        ("dispute", "US", date(2026, 12, 20)),
        ("personal_data", "MX", date(2026, 12, 18)),
        ("dispute", "FR", date(2026, 11, 30)),
    ],
)
def test_an_answer_is_due_in_the_countrys_days(topic: Topic, country: str, last_day: date) -> None:
    assert RULES.answer_by(topic, country=country, said_on=date(2026, 11, 20)) == last_day


def test_the_united_states_say_the_mini_miranda_first_and_later() -> None:
    notices = RULES.of("US").notices
    assert (notices.first, notices.later) == (("notice.us_first",), ("notice.us_later",))


def test_mexico_tells_who_we_are_and_whom_to_pay_once_per_account() -> None:
    notices = RULES.of("MX").notices
    assert notices.first == ("notice.mx_first_contact",)
    assert notices.once_per == "account"
    assert len(notices.fields) == 14


@pytest.mark.parametrize(
    ("country", "names"),
    [("MX", ["CONDUSEF", "REDECO"]), ("US", ["CFPB"]), ("FR", [])],
)
def test_a_country_names_who_hears_complaints(country: str, names: list[str]) -> None:
    assert [body.name for body in RULES.of(country).authorities.complaints] == names


@pytest.mark.parametrize(
    ("country", "desk"), [("MX", "UNE"), ("US", "Customer Care"), ("", "UNE")]
)
def test_every_country_has_an_office_of_ours(country: str, desk: str) -> None:
    assert RULES.business.office(country).complaint_desk.name == desk
