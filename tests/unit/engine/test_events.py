"""Cutting a conversation short, on plain events."""

from typing import Any

from bot.engine.events import State, handed_back, opening, overriding, slim, trimmed

RANKED = ["deny", "affirm", "greet"]
RANKING = [{"name": name, "confidence": 0.2, "id": 7} for name in (*RANKED, "thank")]


def user(intent: str = "greet") -> dict[str, Any]:
    parsed = {"intent": {"name": intent, "confidence": 0.9}, "intent_ranking": RANKING}
    return {"event": "user", "text": "words", "parse_data": parsed, "metadata": {"turn": "w"}}


def slot(name: str, value: object) -> dict[str, Any]:
    return {"event": "slot", "name": name, "value": value}


def form(name: str | None) -> dict[str, Any]:
    return {"event": "active_loop", "name": name}


LISTEN = {"event": "action", "name": "action_listen"}


def names(events: list[dict[str, Any]]) -> list[str]:
    return [event["event"] for event in events]


def test_a_short_conversation_is_left_as_it_is():
    events = [LISTEN, user(), LISTEN]
    assert trimmed(events) == events


def test_a_long_conversation_is_cut_before_a_message():
    events = [user(), LISTEN] * 50
    kept = trimmed(events, limit=10)
    assert names(kept) == ["action", "session_started", "action", *["user", "action"] * 5]


def test_slots_of_the_cut_part_are_emitted_again():
    kept = trimmed([slot("account", "ACC-1"), *[user(), LISTEN] * 20], limit=4)
    assert slot("account", "ACC-1") in kept


def test_emptied_slots_are_not_emitted_again():
    events = [slot("account", "ACC-1"), slot("account", None), *[user(), LISTEN] * 20]
    assert not [event for event in trimmed(events, limit=4) if event["event"] == "slot"]


def test_slots_are_those_of_the_moment_of_the_cut():
    events = [slot("awaiting", "person"), *[user(), LISTEN] * 5, slot("awaiting", "terms")]
    kept = trimmed(events, limit=4)
    assert [e["value"] for e in kept if e["event"] == "slot"] == ["person", "terms"]


def test_the_cut_is_made_outside_a_form():
    inside = [form("identity_form"), user("deny"), user("deny"), form(None)]
    kept = trimmed([*[user(), LISTEN] * 5, *inside, user("goodbye")], limit=4)
    assert [e["parse_data"]["intent"]["name"] for e in kept if e["event"] == "user"] == ["goodbye"]
    assert "active_loop" not in names(kept)


def test_a_form_longer_than_the_window_is_cut_and_stays_open():
    kept = trimmed([form("identity_form"), *[user(), LISTEN] * 20], limit=6)
    assert form("identity_form") in kept
    assert len(kept) == 3 + 1 + 6


def test_events_without_any_message_are_kept_whole():
    events = [LISTEN] * 70
    assert trimmed(events) == events


def test_stored_messages_keep_only_the_intent_and_what_came_close():
    kept = slim(user("deny"))
    assert kept["parse_data"]["intent"] == {"name": "deny", "confidence": 0.9}
    assert [one["name"] for one in kept["parse_data"]["intent_ranking"]] == RANKED
    assert (kept["text"], "metadata" in kept) == ("", False)


def test_replies_are_not_stored():
    assert names(handed_back([user(), {"event": "bot", "data": {}}, LISTEN])) == ["user", "action"]


def test_an_opening_listens_last():
    events = opening(State(slots={"wish": "plan"}, form="identity_form"))
    assert names(events) == ["action", "session_started", "active_loop", "slot", "action"]
    assert events[-1] == LISTEN


def test_what_the_application_knows_overrides_the_history():
    assert overriding({"verified": True}, is_form_closed=False) == [slot("verified", True)]


def test_closing_a_form_forgets_what_it_asked():
    events = overriding({}, is_form_closed=True)
    assert events == [form(None), slot("requested_slot", None)]
