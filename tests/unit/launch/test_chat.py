"""The chat in a terminal: whom one can be, what is typed, and how a turn is explained."""

import asyncio
import io
import os
from datetime import timedelta

import pytest
from rich.console import Console

from bot.launch.chat.explanation import explain
from bot.launch.chat.people import PlayedPerson, draw_people, find_person
from bot.launch.chat.records import TurnRecord
from bot.launch.chat.rulebook import read_rules, rules_followed, state_at
from bot.launch.chat.talk import draw_lines
from bot.launch.chat.typed import Typed
from bot.launch.drawing import heard
from bot.launch.phone import Bubble, Choice
from bot.launch.services import PROJECT
from tests.support.people import contact

RULES = read_rules(PROJECT / "data/rules")
LISTEN = {"event": "action", "name": "action_listen"}


def played(person_id, name):
    facts = {"phone": "+525512345678", "country": "MX", "note": "late", "hint": "1987-06-14"}
    return PlayedPerson(id=person_id, name=name, **facts)


PEOPLE = [played("CUS-1", "Rocío Méndez"), played("CUS-16", "Emily Carter")]


def user(intent, ranking=()):
    ranked = [{"name": name, "confidence": sure} for name, sure in ranking]
    parsed = {"intent": {"name": intent, "confidence": 0.91}, "intent_ranking": ranked}
    return {"event": "user", "parse_data": parsed}


def slot(name, value):
    return {"event": "slot", "name": name, "value": value}


def loop(name):
    return {"event": "active_loop", "name": name}


def action(name):
    return {"event": "action", "name": name}


def record(**changes):
    turn = {
        "contact": contact(),
        "before": [],
        "events": [],
        "actions": (),
        "replies": (),
        "took": None,
    }
    return TurnRecord(**{**turn, **changes})


def told(turn):
    return {line.name: line.words for line in explain(turn, RULES)}


def drawn(draw, *args):
    page = io.StringIO()
    draw(Console(file=page, width=80), *args)
    return page.getvalue()


@pytest.mark.parametrize("wanted", ["CUS-16", "cus16", "16", "emily", "Carter"])
def test_a_person_is_found_by_id_or_name(wanted):
    assert find_person(PEOPLE, wanted) == PEOPLE[1]


@pytest.mark.parametrize("wanted", ["CUS-99", "e", ""])
def test_nobody_is_guessed(wanted):
    assert find_person(PEOPLE, wanted) is None


def test_the_list_of_people_names_their_situation():
    page = drawn(draw_people, PEOPLE)
    assert "CUS-16" in page
    assert "late" in page


def test_options_are_numbered_and_links_are_shown():
    options = (Choice(id="a", title="Pagar todo", description="$5.00"), Choice(id="b", title="No"))
    page = drawn(heard, [Bubble(id="1", text="¿Cuál?", options=options, url="http://pay")])
    for words in ("¿Cuál?", "#1 Pagar todo  $5.00", "#2 No", "http://pay"):
        assert words in page


def test_a_turn_tells_intent_ranking_rule_actions_and_slots():
    past = [slot("verified", True)]
    turn = [user("ask_balance", [("ask_balance", 0.91), ("ask_due_date", 0.05)])]
    turn += [action("action_explain_balance"), slot("awaiting", "nobody"), LISTEN]
    lines = told(
        record(
            events=[*past, *turn],
            actions=("action_explain_balance",),
            replies=("balance.summary",),
            took=timedelta(milliseconds=84),
        )
    )
    assert lines["intent"] == "ask_balance 0.91; then ask_due_date 0.05"
    assert lines["rule"] == "verified person asks for the balance"
    assert lines["actions"] == "action_explain_balance"
    assert lines["slots"] == "awaiting = nobody"
    assert lines["replies"] == "balance.summary"
    assert lines["took"] == "84 ms to the first reply"


def test_a_turn_without_the_engine_says_so():
    same = [user("greet"), LISTEN]
    lines = told(record(before=same, events=same, contact=contact(holder="agent")))
    assert "people have the chat" in lines["engine"]
    assert "intent" not in lines


def test_explanations_are_one_line_each():
    lines = explain(record(replies=("crisis.lines",)), RULES)
    assert len(drawn(draw_lines, lines).splitlines()) == len(lines)


def test_the_rule_with_more_conditions_is_the_one_followed():
    state = state_at([slot("verified", False), slot("awaiting", "person")])
    turn = [user("affirm"), action("identity_form"), loop("identity_form"), LISTEN]
    assert rules_followed(RULES, turn, state=state) == ["unknown person says yes, that is me"]


def test_the_end_of_a_form_is_a_rule_of_its_own():
    state = state_at([slot("verified", False), loop("identity_form")])
    turn = [user("provide_identity"), action("identity_form"), loop(None)]
    turn += [slot("requested_slot", None), action("action_after_identity"), LISTEN]
    assert rules_followed(RULES, turn, state=state) == ["identification has ended"]


@pytest.fixture
def pipe():
    reading, writing = os.pipe()
    yield reading, writing
    os.close(reading)


async def test_lines_arrive_one_by_one_and_end_with_the_typing(pipe):
    reading, writing = pipe
    typed = Typed()
    with typed.reading(reading):
        os.write(writing, "hola\n¿cuánto ".encode())
        assert await typed.next(within_s=5) == "hola"
        os.write(writing, b"debo?\nadi")
        assert await typed.next(within_s=5) == "¿cuánto debo?"
        os.close(writing)
        assert [await typed.next(within_s=5) for _ in range(2)] == ["adi", None]


async def test_no_line_in_time_is_told(pipe):
    reading, writing = pipe
    typed = Typed()
    with typed.reading(reading), pytest.raises(TimeoutError):
        await typed.next(within_s=0.01)
    os.close(writing)


async def test_a_plain_file_is_read_to_its_end(tmp_path):
    script = tmp_path / "script"
    script.write_text("hola\nadiós\n")
    typed = Typed()
    with script.open("rb") as file, typed.reading(file.fileno()):
        assert [await asyncio.wait_for(typed.next(), 5) for _ in range(3)] == [
            "hola",
            "adiós",
            None,
        ]
