"""What the console's pages show."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.cases.model import Author, Case, CaseState, Line, Reason
from bot.console.views import CasePage, ago, bubbles, case_page
from bot.console.words import language_of, refusal
from bot.handoff.card import CardFacts
from bot.kernel.ids import CaseId, ContactId

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
ZONE = "America/Mexico_City"
CASE = Case(
    id=CaseId("case_1"),
    folio="ABCD2345",
    contact_id=ContactId("con_1"),
    customer_id=None,
    account_id=None,
    reason=Reason.ASK_HUMAN,
    state=CaseState.HELD,
    owner=None,
    opened_at=NOW,
    answered_at=None,
    closed_at=None,
)


def shown(case: Case, *, is_verified: bool = True) -> CasePage:
    facts = CardFacts(
        case=case,
        name="Rocío",
        country="MX",
        zone=ZONE,
        contact_language="es",
        is_verified=is_verified,
    )
    return case_page(facts, [], user="ana", now=NOW, language="en")


def may(page: CasePage) -> str:
    acts = ("write", "take", "take_over", "give_back", "close")
    return " ".join(act for act in acts if getattr(page, f"may_{act}"))


@pytest.mark.parametrize(
    ("case", "acts"),
    [
        (CASE, "write take give_back"),
        (replace(CASE, owner="ana"), "write give_back"),
        (replace(CASE, owner="beto"), "take_over"),
        (replace(CASE, state=CaseState.OPEN), "write take close"),
        (replace(CASE, state=CaseState.CLOSED, closed_at=NOW), ""),
    ],
)
def test_what_a_user_may_do_depends_on_whose_case_it_is(case: Case, acts: str) -> None:
    assert may(shown(case)) == acts


def test_nobody_is_named_before_they_are_verified() -> None:
    assert shown(CASE).row.title == "Rocío"
    assert shown(CASE, is_verified=False).row.title == "Contact"


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=59), "ahora"),
        (timedelta(minutes=59), "hace 59 min"),
        (timedelta(hours=47), "hace 47 h"),
        (timedelta(days=3), "hace 3 d"),
    ],
)
def test_an_age_is_told_in_its_largest_unit(age: timedelta, words: str) -> None:
    assert ago(age, "es") == words


def test_a_day_is_named_once_in_the_contacts_zone() -> None:
    times = (NOW, NOW + timedelta(minutes=1), NOW + timedelta(hours=13))
    lines = [Line(author=Author.CONTACT, at=at, text="x") for at in times]
    found = bubbles(lines, zone=ZONE, language="es")
    assert [line.day for line in found] == [
        "sábado 21 de noviembre",
        None,
        "domingo 22 de noviembre",
    ]
    assert found[0].time == "12:00"


@pytest.mark.parametrize("state", ["failed", "refused", "unknown"])
def test_a_message_that_did_not_arrive_stands_out(state: str) -> None:
    line = Line(author=Author.AGENT, at=NOW, text="x", by="Ana", state=state)
    assert bubbles([line], zone=ZONE, language="en")[0].is_unsent


@pytest.mark.parametrize(
    ("header", "language"), [("en-US,en;q=0.9", "en"), ("es-MX", "es"), ("", "es")]
)
def test_the_browser_chooses_the_language(header: str, language: str) -> None:
    assert language_of(header) == language


def test_a_refusal_without_words_stays_silent() -> None:
    assert refusal("case_closed", "en") == "The case is already closed."
    assert refusal("moon_phase", "en") is None
