"""The words agents read, in both languages."""

import re

import pytest

from bot.cases.model import CaseState, Reason
from bot.console import words as console_words
from bot.handoff import words as case_words

ALL = {**case_words.known_words(), **console_words.known_words()}


@pytest.mark.parametrize("key", sorted(ALL))
def test_spanish_and_english_ask_for_the_same_values(key: str) -> None:
    spanish, english = (sorted(re.findall(r"\{\w+\}", text)) for text in ALL[key])
    assert spanish == english
    assert all(ALL[key])


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_words(reason: Reason) -> None:
    assert case_words.word(f"reason.{reason}", "en")


@pytest.mark.parametrize("state", CaseState)
def test_every_state_has_words(state: CaseState) -> None:
    assert case_words.word(f"state.{state}", "es")


def test_an_unknown_refusal_is_told_in_general_words() -> None:
    assert case_words.withheld_code("moon_phase") == "withheld.other"
    assert "not allowed" in case_words.event_text("withheld.other", None, "en")


def test_an_event_without_words_of_its_own_is_named() -> None:
    assert "moon_phase" in case_words.event_text("moon_phase", None, "en")


def test_an_event_names_who_did_it() -> None:
    assert case_words.event_text("taken", "Ana", "es") == "Ana tomó el caso"
