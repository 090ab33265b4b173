"""What actions hand to Rasa: replies that read back the same, slots that the domain knows."""

from typing import Any

import pytest
import yaml
from rasa_sdk.executor import ActionExecutor

from actions.registry import build_executor
from bot.dialogue.replies import read_reply
from bot.kernel.privacy import Vault
from bot.outbox.disclosure import REPLIES
from bot.usecases.call import Call, current_call
from tests.support.debtor import Debtor, use_cases
from tests.support.demo import ROOT

DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
SLOTS = DOMAIN["slots"]


@pytest.fixture
def executor(vault: Vault) -> ActionExecutor:
    return build_executor(use_cases(vault))


async def run(executor: ActionExecutor, name: str, call: Call) -> dict[str, Any]:
    """The answer of one action, as the engine gets it."""
    tracker = {
        "sender_id": call.contact.id,
        "slots": dict(call.slots),
        "latest_message": {"text": call.words, "metadata": {"choice": call.choice}},
        "events": [],
        "paused": False,
        "active_loop": {},
        "latest_action_name": None,
        "followup_action": None,
        "latest_input_channel": "saldo",
    }
    current_call.set(call)
    body = {"next_action": name, "sender_id": call.contact.id, "tracker": tracker, "domain": {}}
    result = await executor.run({**body, "version": "3.6.21"})
    assert result is not None
    answer: dict[str, Any] = result.model_dump()
    return answer


def wrong_slots(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Slots the domain does not have, and values it would refuse."""
    set_slots = [event for event in events if event["event"] == "slot"]
    return [
        event
        for event in set_slots
        if event["name"] != "requested_slot"
        and (
            event["name"] not in SLOTS
            or event["value"] not in SLOTS[event["name"]].get("values", [event["value"]])
        )
    ]


@pytest.mark.parametrize("name", DOMAIN["actions"])
async def test_every_answer_reads_back_and_keeps_to_the_domain(
    rocio: Debtor, executor: ActionExecutor, name: str
) -> None:
    await rocio.sees_terms()
    for awaiting in SLOTS["awaiting"]["values"]:
        async with rocio.for_a_moment():
            call = await rocio.says("la 1", awaiting=awaiting, wish="plan", account_for="plan")
            answer = await run(executor, name, call)
            assert wrong_slots(answer["events"]) == []
            replies = [read_reply(response["custom"]) for response in answer["responses"]]
            assert {reply.key for reply in replies} <= set(REPLIES)
            await rocio.hears(replies)  # every value that its words need is there


async def test_a_reply_comes_through_with_options_and_link(
    rocio: Debtor, executor: ActionExecutor
) -> None:
    await rocio.sees_terms()
    call = await rocio.says("sí", awaiting="terms")
    answer = await run(executor, "action_answer_yes", call)
    _, link = [read_reply(response["custom"]) for response in answer["responses"]]
    assert link.url is not None
    assert link.url.startswith("https://pay.example/p/")


@pytest.mark.parametrize(
    "name", ["action_hand_to_person", "action_wrong_person", "action_opt_out"]
)
async def test_leaving_the_matter_closes_the_open_form(
    stranger: Debtor, executor: ActionExecutor, name: str
) -> None:
    events = (await run(executor, name, await stranger.says("ya no")))["events"]
    assert {"event": "active_loop", "timestamp": None, "name": None} in events
    assert [e["value"] for e in events if e.get("name") == "requested_slot"] == [None]


@pytest.mark.parametrize(
    ("wish", "key"),
    [
        ("balance", "balance.reason"),
        ("detail", "balance.detail"),
        ("plan", "offers.menu"),
        ("pay", "offers.menu"),
        ("link", "offers.menu"),
        ("paid", "payment.reported"),
        ("due", "due.next"),
        ("methods", "methods.mx"),
        ("dispute", "dispute.disputed"),
        ("identity_theft", "dispute.identity_theft"),
        ("hardship", "hardship.next"),
        ("document", "document.which"),
        ("data", "data.which"),
        ("none", "balance.reason"),
    ],
)
async def test_after_the_proof_comes_what_was_wished_for(
    rocio: Debtor, executor: ActionExecutor, wish: str, key: str
) -> None:
    call = await rocio.says("14/06/1987 cp 06700", wish=wish, identity=True)
    answer = await run(executor, "action_after_identity", call)
    assert [response["custom"]["key"] for response in answer["responses"]] == [key]
    assert {"event": "slot", "timestamp": None, "name": "wish", "value": "none"} in answer[
        "events"
    ]


async def test_without_a_proof_no_wish_is_granted(
    stranger: Debtor, executor: ActionExecutor
) -> None:
    call = await stranger.says("14/06/1950", wish="balance", identity=False)
    answer = await run(executor, "action_after_identity", call)
    assert answer == {"events": [], "responses": []}


@pytest.mark.parametrize(
    ("text", "awaiting", "key"),
    [
        ("la dos porfa", "choice", "terms.current"),
        ("asdf", "choice", "fallback.ask"),
        ("la 2", "nobody", "fallback.ask"),
    ],
)
async def test_unclear_words_may_still_name_what_was_just_shown(
    rocio: Debtor, executor: ActionExecutor, text: str, awaiting: str, key: str
) -> None:
    await rocio.sees_menu()
    answer = await run(executor, "action_misunderstood", await rocio.says(text, awaiting=awaiting))
    assert [response["custom"]["key"] for response in answer["responses"]] == [key]
