"""What makes two action calls the same: all that an answer may depend on, and nothing else."""

from typing import Any

import pytest

from bot.dialogue.answers import hash_input

TRACKER: dict[str, Any] = {
    "slots": {"awaiting": "terms", "account": "ACC-1"},
    "latest_message": {
        "text": "sí",
        "intent": {"name": "affirm", "confidence": 0.98},
        "metadata": {"choice": "off_1", "turn": "w", "epoch": 3},
    },
    "latest_action_name": "action_listen",
}


def message(**changes: Any) -> dict[str, Any]:
    return {**TRACKER, "latest_message": {**TRACKER["latest_message"], **changes}}


@pytest.mark.parametrize(
    "other",
    [
        message(text="no"),
        message(intent={"name": "deny"}),
        message(metadata={"choice": "off_2"}),
        message(metadata={}),
        {**TRACKER, "slots": {"awaiting": "choice", "account": "ACC-1"}},
        {**TRACKER, "slots": {"awaiting": "terms"}},
    ],
)
def test_another_input_has_another_hash(other: dict[str, Any]) -> None:
    assert hash_input("action_answer_yes", other) != hash_input("action_answer_yes", TRACKER)


@pytest.mark.parametrize(
    "same",
    [
        message(intent={"name": "affirm", "confidence": 0.97}),
        message(metadata={"choice": "off_1", "turn": "w", "epoch": 4}),
        {**TRACKER, "latest_action_name": "action_greet"},
        {**TRACKER, "slots": {"account": "ACC-1", "awaiting": "terms"}},
    ],
)
def test_what_an_answer_cannot_depend_on_changes_nothing(same: dict[str, Any]) -> None:
    assert hash_input("action_answer_yes", same) == hash_input("action_answer_yes", TRACKER)


def test_another_action_has_another_hash() -> None:
    assert hash_input("action_answer_no", TRACKER) != hash_input("action_answer_yes", TRACKER)


@pytest.mark.parametrize("bare", [{}, {"metadata": None, "intent": None}])
def test_a_message_without_intent_or_metadata_is_hashed_too(bare: dict[str, Any]) -> None:
    assert hash_input("action_greet", {"latest_message": bare, "slots": {}})
