"""Where every intent leads: verified, unverified, while being identified, and after a question."""

import pytest
import yaml

from tests.fixtures_engine import ROOT, slot

ASKS_WHO = "action_ask_identity_form_identity"
DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))

# Only of whoever has proved who they are.
GATED = {
    "ask_due_date": "action_explain_due_date",
    "ask_payment_methods": "action_explain_methods",
    "request_receipt_invoice": "action_request_document",
    "update_contact_data": "action_request_data_change",
}
# Heard from anybody; who they are is asked next.
HEARD_FIRST = {
    "dispute_debt": "action_register_dispute",
    "hardship": "action_hear_hardship",
    "promise_to_pay": "action_hear_promise",
}
# The same for everybody.
OPEN = {
    "thank": "action_thank_back",
    "is_this_scam": "action_explain_who_we_are",
    "complaint_service": "action_register_complaint",
    "refuse_to_pay": "action_accept_refusal",
    "request_callback": "action_book_callback",
    "abuse_threat": "action_face_abuse",
    "third_party": "action_take_message",
    "deceased": "action_condole",
    "legal_representation": "action_stop_for_representative",
    "vulnerability_risk": "action_protect_life",
}
LEAVING = ["third_party", "deceased", "legal_representation", "vulnerability_risk"]
ANSWERED_INSIDE = ["is_this_scam", "abuse_threat", "dispute_debt"]
DETAILS = [
    "nlu_fallback",
    "promise_to_pay",
    "counter_offer",
    "request_callback",
    "affirm",
    "deny",
    "choose_option",
    "out_of_scope",
    "thank",
    "update_contact_data",
    "request_receipt_invoice",
]


# After we asked for a day or an hour, a day or an hour looks like many things.
PROMISES = ["promise_to_pay", "counter_offer", "choose_option", "request_callback", "nlu_fallback"]
HOURS = [*PROMISES, "deny"]


@pytest.mark.parametrize(("intent", "action"), (GATED | HEARD_FIRST | OPEN).items())
async def test_a_verified_person_gets_the_action_of_the_intent(talk, intent, action):
    talk.is_verified = True
    assert await talk.hears(f"/{intent}") == [action]


@pytest.mark.parametrize("intent", GATED)
async def test_an_unverified_person_is_asked_who_they_are(talk, intent):
    assert await talk.hears(f"/{intent}") == [ASKS_WHO]


@pytest.mark.parametrize(("intent", "action"), HEARD_FIRST.items())
async def test_an_unverified_person_is_heard_before_being_asked(talk, intent, action):
    assert await talk.hears(f"/{intent}") == [action, ASKS_WHO]


@pytest.mark.parametrize(("intent", "action"), OPEN.items())
async def test_anybody_gets_what_tells_of_no_debt(talk, intent, action):
    assert await talk.hears(f"/{intent}") == [action]


@pytest.mark.parametrize("intent", LEAVING)
async def test_a_stop_leaves_the_identification(talk, intent):
    await talk.hears("/ask_balance")
    assert await talk.hears(f"/{intent}") == [OPEN[intent]]
    assert await talk.hears("/greet") == ["action_greet"]


@pytest.mark.parametrize("intent", ANSWERED_INSIDE)
async def test_a_question_or_an_insult_is_answered_and_identification_goes_on(talk, intent):
    await talk.hears("/ask_balance")
    assert await talk.hears(f"/{intent}") == [(OPEN | HEARD_FIRST)[intent], ASKS_WHO]


async def test_a_threat_ends_the_identification(talk, fake_actions):
    await talk.hears("/ask_balance")
    fake_actions.answers["action_face_abuse"] = {
        "events": [{"event": "active_loop", "name": None}, slot("requested_slot", None)],
        "responses": [{"custom": {"key": "threat.stopped"}}],
    }
    assert await talk.hears("/abuse_threat", choice="threat") == ["threat.stopped"]
    assert await talk.hears("/greet") == ["action_greet"]


@pytest.mark.parametrize("intent", sorted({*GATED, "hardship", "thank"}))
async def test_everything_else_inside_is_asked_again(talk, intent):
    await talk.hears("/ask_balance")
    assert await talk.hears(f"/{intent}") == [ASKS_WHO]


@pytest.mark.parametrize("is_verified", [True, False])
@pytest.mark.parametrize("intent", DETAILS)
async def test_after_a_question_for_details_the_answer_is_taken(
    talk, fake_actions, intent, *, is_verified
):
    talk.is_verified = is_verified
    await _asks_for_details(talk, fake_actions)
    fake_actions.answers["action_take_details"] = _taken(awaiting="nobody")
    assert await talk.hears(f"/{intent}") == ["action_take_details"]
    assert await talk.hears("/greet") == ["action_greet"]


@pytest.mark.parametrize("intent", PROMISES)
async def test_after_a_question_about_a_promise_its_day_is_heard(talk, fake_actions, intent):
    talk.is_verified = True
    await _waits_for(talk, fake_actions, "promise")
    assert await talk.hears(f"/{intent}") == ["action_hear_promise"]


@pytest.mark.parametrize(
    ("awaiting", "is_verified", "action"),
    [
        ("promise", True, "action_answer_yes"),
        ("reminder", True, "action_answer_yes"),
        ("promise", False, ASKS_WHO),
        ("callback", True, "action_agree_callback"),
        ("callback", False, "action_agree_callback"),
    ],
)
async def test_a_yes_goes_to_whoever_asked(talk, fake_actions, awaiting, is_verified, action):
    talk.is_verified = is_verified
    await _waits_for(talk, fake_actions, awaiting)
    assert await talk.hears("/affirm") == [action]


@pytest.mark.parametrize("is_verified", [True, False])
@pytest.mark.parametrize("intent", HOURS)
async def test_after_an_hour_was_offered_another_is_weighed(
    talk, fake_actions, intent, *, is_verified
):
    talk.is_verified = is_verified
    await _waits_for(talk, fake_actions, "callback")
    assert await talk.hears(f"/{intent}") == ["action_book_callback"]
    assert await talk.hears("/greet") == ["action_greet"]


async def test_details_that_will_not_do_are_taken_again(talk, fake_actions):
    await _asks_for_details(talk, fake_actions)
    for _ in range(2):
        fake_actions.answers["action_take_details"] = _taken(awaiting="details")
        assert await talk.hears("/nlu_fallback") == ["action_take_details"]


@pytest.mark.parametrize("intent", ["ask_human", "deceased", "third_party", "ask_due_date"])
async def test_what_has_an_end_of_its_own_leads_there_all_the_same(talk, fake_actions, intent):
    talk.is_verified = True
    await _asks_for_details(talk, fake_actions)
    assert await talk.hears(f"/{intent}") != ["action_take_details"]


async def test_a_dispute_is_remembered_until_the_person_is_known(talk, fake_actions):
    fake_actions.answers["action_register_dispute"] = {
        "events": [slot("wish", "identity_theft")],
        "responses": [{"custom": {"key": "claim.noted"}}],
    }
    await talk.hears("/dispute_debt")
    assert await talk.hears("/provide_identity", choice="right") == ["action_after_identity"]
    assert fake_actions.calls[-1]["tracker"]["slots"]["wish"] == "identity_theft"


async def _asks_for_details(talk, fake_actions):
    fake_actions.answers["action_book_callback"] = {
        "events": [slot("awaiting", "details"), slot("topic", "callback")],
        "responses": [{"custom": {"key": "callback.when"}}],
    }
    await talk.hears("/request_callback")


async def _waits_for(talk, fake_actions, awaiting):
    fake_actions.answers["action_say_goodbye"] = {
        "events": [slot("awaiting", awaiting)],
        "responses": [{"custom": {"key": "goodbye"}}],
    }
    await talk.hears("/goodbye")


def _taken(*, awaiting):
    said = [{"custom": {"key": "action_take_details"}}]
    return {"events": [slot("awaiting", awaiting)], "responses": said}
