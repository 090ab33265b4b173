"""The trained engine, for real: where each message leads, and that nothing half-done gets out."""

import subprocess

import aiohttp
import pytest

from bot.dialogue.client import EngineActionFailed
from bot.kernel.errors import Permanent
from tests.fixtures_engine import PYTHON, ROOT

DEBT_ACTIONS = {
    "cuánto debo": "action_explain_balance",
    "why so high": "action_explain_charges",
    "quiero un plan de pagos": "action_offer_options",
    "/choose_option": "action_choose_option",
    "quiero pagar hoy": "action_pay_now",
    "manda el link de pago": "action_send_link",
    "ya pagué ayer": "action_report_paid",
    "sí": "action_answer_yes",
    "no": "action_answer_no",
}
OPEN_ACTIONS = {
    "hola": "action_greet",
    "un asesor por favor": "action_hand_to_person",
    "wrong number": "action_wrong_person",
    "ya no me manden mensajes": "action_opt_out",
    "in english please": "action_switch_language",
    "adiós": "action_say_goodbye",
    "/out_of_scope": "action_out_of_scope",
    "/nlu_fallback": "action_misunderstood",
}
DEBT_WORDS = [words for words in DEBT_ACTIONS if words not in {"sí", "no"}]


@pytest.mark.parametrize(("words", "action"), (DEBT_ACTIONS | OPEN_ACTIONS).items())
async def test_a_verified_person_gets_the_action_of_their_words(talk, words, action):
    talk.is_verified = True
    assert await talk.hears(words) == [action]


@pytest.mark.parametrize(("words", "action"), OPEN_ACTIONS.items())
async def test_anyone_gets_what_concerns_no_debt(talk, words, action):
    assert await talk.hears(words) == [action]


@pytest.mark.parametrize("words", DEBT_WORDS)
async def test_an_unverified_person_is_asked_who_they_are(talk, fake_actions, words):
    assert await talk.hears(words) == ["action_ask_identity_form_identity"]
    assert not set(fake_actions.names) & set(DEBT_ACTIONS.values())


async def test_the_wish_is_remembered_until_the_person_is_known(talk, fake_actions):
    await talk.hears("manda el link de pago")
    assert await talk.hears("/provide_identity", choice="right") == ["action_after_identity"]
    assert fake_actions.calls[-1]["tracker"]["slots"]["wish"] == "link"


async def test_a_wrong_answer_is_asked_again(talk):
    await talk.hears("cuánto debo")
    assert await talk.hears("/provide_identity", choice="wrong") == [
        "action_ask_identity_form_identity"
    ]


@pytest.mark.parametrize(
    "words", ["cuánto debo", "sí", "hola", "••• •••", "/out_of_scope", "quiero pagar hoy"]
)
async def test_other_words_during_identification_ask_again(talk, words):
    await talk.hears("cuánto debo")
    assert await talk.hears(words) == ["action_ask_identity_form_identity"]


@pytest.mark.parametrize(
    "words", ["un asesor por favor", "wrong number", "ya no me manden mensajes", "adiós"]
)
async def test_leaving_words_end_the_identification(talk, words):
    await talk.hears("cuánto debo")
    assert await talk.hears(words) == [OPEN_ACTIONS[words]]
    assert await talk.hears("hola") == ["action_greet"]


async def test_the_other_language_is_taken_up_and_identification_goes_on(talk):
    await talk.hears("cuánto debo")
    keys = await talk.hears("in english please")
    assert keys == ["action_switch_language", "action_ask_identity_form_identity"]


async def test_a_locked_identification_says_nothing_more_and_ends(talk):
    await talk.hears("cuánto debo")
    assert await talk.hears("/provide_identity", choice="locked") == []
    assert await talk.hears("hola") == ["action_greet"]


async def test_identity_given_unasked_is_taken(talk):
    assert await talk.hears("/provide_identity", choice="right") == ["action_after_identity"]


async def test_identification_never_counts_twice(talk):
    await talk.hears("/provide_identity", choice="right")
    assert await talk.hears("cuánto debo") == ["action_ask_identity_form_identity"]


async def test_yes_to_who_are_you_starts_identification(talk):
    await talk.hears("hola")
    assert await talk.hears("sí, soy yo") == ["action_ask_identity_form_identity"]


async def test_no_to_who_are_you_is_the_wrong_person(talk):
    await talk.hears("hola")
    assert await talk.hears("no") == ["action_wrong_person"]
    assert await talk.hears("no") == ["action_greet"]


async def test_an_agent_giving_back_the_chat_closes_the_form(talk):
    await talk.hears("cuánto debo")
    answer = await talk.say("hola", close_forms=True)
    assert [reply.key for reply in answer.replies] == ["action_greet"]


async def test_a_structured_message_is_certain(talk):
    answer = await talk.say("/ask_human")
    assert (answer.intent, str(answer.confidence)) == ("ask_human", "1.0")


async def test_an_unknown_structured_message_is_refused(talk):
    with pytest.raises(Permanent):
        await talk.say("/drop_tables")


async def test_each_call_of_a_turn_has_its_number_and_epoch(talk, fake_actions):
    await talk.hears("cuánto debo")
    await talk.hears("/provide_identity", choice="wrong")
    turns = [call["turn"] for call in fake_actions.calls[-2:]]
    assert turns == [{"id": "wamid.1", "call": n, "epoch": 7} for n in (1, 2)]


async def test_an_action_sees_the_message_and_no_history(talk, fake_actions):
    talk.is_verified = True
    await talk.say("/choose_option", choice="off_9")
    call = fake_actions.calls[-1]
    assert call["tracker"]["latest_message"]["metadata"]["choice"] == "off_9"
    assert call["tracker"]["events"] == []
    assert call["domain"] == {}


@pytest.mark.parametrize(("words", "action"), (DEBT_ACTIONS | OPEN_ACTIONS).items())
async def test_a_failing_action_says_and_keeps_nothing(talk, fake_actions, words, action):
    talk.is_verified = True
    fake_actions.failing.add(action)
    with pytest.raises(EngineActionFailed) as failed:
        await talk.say(words)
    assert failed.value.action == action
    assert talk.events is None


@pytest.mark.parametrize("action", ["validate_identity_form", "action_ask_identity_form_identity"])
async def test_a_failure_inside_the_form_ends_the_turn(talk, fake_actions, action):
    fake_actions.failing.add(action)
    with pytest.raises(EngineActionFailed) as failed:
        await talk.say("cuánto debo")
    assert failed.value.action == action
    assert fake_actions.names[-1] == action


async def test_no_action_runs_after_one_that_failed(talk, fake_actions):
    await talk.hears("cuánto debo")
    fake_actions.failing.add("validate_identity_form")
    with pytest.raises(EngineActionFailed):
        await talk.say("/provide_identity", choice="right")
    assert "action_after_identity" not in fake_actions.names


@pytest.mark.parametrize(
    "answer",
    [
        ["a list"],
        {"events": "none"},
        {"events": [{"event": "no_such_event"}]},
        {"events": [], "responses": [{"text": "words without a key"}]},
        {"events": [], "responses": [{"response": "utter_greet"}]},
    ],
)
async def test_an_answer_in_another_shape_ends_the_turn(talk, fake_actions, answer):
    fake_actions.answers["action_greet"] = answer
    with pytest.raises(EngineActionFailed):
        await talk.say("hola")


async def test_replies_carry_values_options_and_url(talk, fake_actions):
    custom = {
        "key": "pay.link",
        "values": {"amount": {"money": [98001, "MXN"]}},
        "options": [{"id": "menu.human", "key": "menu.human"}],
        "url": "https://example.org/p/t",
    }
    fake_actions.answers["action_greet"] = {"events": [], "responses": [{"custom": custom}]}
    [reply] = (await talk.say("hola")).replies
    assert (reply.key, reply.url, reply.options[0].id) == (
        custom["key"],
        custom["url"],
        "menu.human",
    )
    assert reply.values == custom["values"]


async def test_three_hundred_turns_stay_short(talk):
    talk.is_verified = True
    for _ in range(150):
        await talk.say("/ask_balance")
        await talk.say("/goodbye")
    assert len(talk.events) <= 80
    assert await talk.hears("/ask_balance") == ["action_explain_balance"]


async def test_a_form_that_never_ends_stays_short_and_open(talk):
    for _ in range(30):
        await talk.say("/ask_balance")
    assert len(talk.events) <= 80
    assert await talk.hears("/provide_identity", choice="right") == ["action_after_identity"]


async def test_stored_events_hold_no_words_and_no_replies(talk):
    talk.is_verified = True
    answer = await talk.say("hola, soy un secreto")
    assert "secreto" not in str(answer.events)
    assert not [event for event in answer.events if event["event"] == "bot"]


@pytest.mark.parametrize("body", [[], {}, {"sender": "c", "message": "hola", "metadata": {}}])
async def test_a_body_that_is_no_turn_is_refused(engine_process, body):
    url = f"{engine_process.url}/webhooks/saldo/turn"
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as response:
        assert response.status == 400


async def test_the_engine_is_ready_with_its_model(engine):
    assert await engine.ready()


def test_an_engine_without_its_model_refuses_to_start(tmp_path):
    command = [PYTHON, "-m", "bot.engine", "--models", str(tmp_path), "serve", "--port", "1"]
    refused = subprocess.run(
        [*command, "--action-url", "http://127.0.0.1:1"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert refused.returncode == 1
    assert "python -m bot.engine train" in refused.stderr
