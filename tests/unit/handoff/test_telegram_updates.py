"""What an agent did, read from Telegram's updates."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.handoff.desk import Topic
from bot.handoff.updates import Pressed, Wrote, read_update, update_id_of
from bot.kernel.errors import Permanent

PAYLOADS = Path(__file__).parents[2] / "payloads" / "telegram"
TOPIC = Topic(chat_id=-1001, thread_id=7)


def payload(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text())
    return found


def test_an_agents_words_carry_their_topic_and_name() -> None:
    assert read_update(payload("agent_writes_in_topic")) == Wrote(
        update_id=1,
        person_id=501,
        name="Ana Ruiz",
        topic=TOPIC,
        text="Hola, soy Ana. ¿En qué te ayudo?",
        is_edit=False,
    )


@pytest.mark.parametrize("name", ["agent_sends_photo", "agent_sends_voice"])
def test_anything_but_text_is_written_without_text(name: str) -> None:
    event = read_update(payload(name))
    assert isinstance(event, Wrote)
    assert event.text is None


def test_an_edit_is_known_as_one() -> None:
    event = read_update(payload("agent_edits_message"))
    assert isinstance(event, Wrote)
    assert event.is_edit


def test_a_press_carries_what_the_button_stood_for() -> None:
    assert read_update(payload("button_pressed")) == Pressed(
        update_id=8,
        person_id=501,
        name="Ana Ruiz",
        press_id="91",
        topic=TOPIC,
        message_id=40,
        action="ask_back:case_1",
    )


@pytest.mark.parametrize(
    "name",
    [
        "topic_created_service_note",
        "topic_closed_service_note",
        "message_in_general_topic",
        "button_on_inaccessible_message",
        "unknown_update_type",
        "bot_message_echo",
        "private_chat_message",
    ],
)
def test_what_is_no_agents_act_is_left_alone(name: str) -> None:
    assert read_update(payload(name)) is None


def test_fields_that_do_not_exist_yet_do_no_harm() -> None:
    event = read_update(payload("message_with_unknown_fields"))
    assert isinstance(event, Wrote)
    assert event.text == "Listo"


@pytest.mark.parametrize("raw", [payload("missing_update_id"), [], "x", {"update_id": "1"}])
def test_something_without_an_update_number_is_no_update(raw: Any) -> None:
    with pytest.raises(Permanent):
        update_id_of(raw)
