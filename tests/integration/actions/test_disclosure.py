"""Whoever is not verified now: no action, in any state, tells them a figure or binds them."""

import json
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
import yaml
from rasa_sdk.executor import ActionExecutor

from actions.registry import build_executor
from bot.dialogue.replies import read_reply
from bot.kernel.privacy import Vault
from bot.ledger.tables import plans
from bot.outbox.disclosure import REPLIES, Level
from bot.payments.tables import pay_links
from bot.usecases.call import current_call
from bot.usecases.people import wrong_person
from tests.support.debtor import Debtor, use_cases
from tests.support.demo import ROOT

ACTIONS = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["actions"]
FIGURE = re.compile(r"\$|MXN|\d[.,]\d\d|4471|/p/|folio", re.IGNORECASE)

State = Callable[[Debtor], Awaitable[None]]


async def never_verified(debtor: Debtor) -> None:
    """They wrote, and that is all."""


async def being_asked(debtor: Debtor) -> None:
    await debtor.use_cases.identify.ask(await debtor.says("cuánto debo?"))


async def half_way(debtor: Debtor) -> None:
    await being_asked(debtor)
    await debtor.use_cases.identify.present(await debtor.says("14/06/1987", identity=True))


async def locked(debtor: Debtor) -> None:
    await debtor.change(locked_until=debtor.clock.now() + timedelta(hours=1))


async def lapsed_this_moment(debtor: Debtor) -> None:
    await debtor.is_verified()
    await debtor.sees_terms()
    await debtor.change(verified_until=debtor.clock.now())


async def lapsed_with_a_plan(debtor: Debtor) -> None:
    await debtor.is_verified()
    await debtor.sees_terms()
    await debtor.use_cases.plans.answer_yes(await debtor.says("sí", awaiting="terms"))
    await debtor.change(verified_until=debtor.clock.now() - timedelta(days=1))


async def forgotten_as_the_wrong_person(debtor: Debtor) -> None:
    await debtor.is_verified()
    await debtor.sees_terms()
    await debtor.change(customer_id=None, verified_until=None)


async def with_an_agent(debtor: Debtor) -> None:
    await lapsed_this_moment(debtor)
    await debtor.change(holder="agent")


async def somebody_else_answered(debtor: Debtor) -> None:
    await debtor.is_verified()
    await debtor.sees_terms()
    await debtor.use_cases.requests.take_message(await debtor.says("no está, soy su hermana"))


async def said_to_be_the_wrong_person(debtor: Debtor) -> None:
    await debtor.is_verified()
    await debtor.sees_terms()
    await wrong_person(await debtor.says("no soy yo"))


async def opted_out(debtor: Debtor) -> None:
    await lapsed_with_a_plan(debtor)
    await debtor.change(opted_out_at=debtor.clock.now())


STATES: list[State] = [
    somebody_else_answered,
    said_to_be_the_wrong_person,
    opted_out,
    never_verified,
    being_asked,
    half_way,
    locked,
    lapsed_this_moment,
    lapsed_with_a_plan,
    forgotten_as_the_wrong_person,
    with_an_agent,
]
SAYINGS = [
    "sí",
    "la 1",
    "la 4471, cuánto debo?",
    "mándame la liga de pago",
    "me suplantaron",
    "se me pasó, la 1",
    "cómo me quejo?",
    "llámenme mañana a las 5, y mi factura",
]


@pytest.fixture
def executor(vault: Vault) -> ActionExecutor:
    return build_executor(use_cases(vault))


async def said_by(
    executor: ActionExecutor, name: str, debtor: Debtor, text: str
) -> list[dict[str, Any]]:
    """The outgoing rows after this action answered `text`, whatever the engine believes."""
    slots = {"awaiting": "terms", "account": "ACC-1", "wish": "balance", "account_for": "plan"}
    call = await debtor.says(text, identity=None, **slots)
    current_call.set(call)
    tracker = {
        "sender_id": debtor.contact_id,
        "slots": {**slots, "verified": True},
        "latest_message": {},
        "events": [],
        "paused": False,
        "active_loop": {},
        "latest_action_name": None,
        "followup_action": None,
        "latest_input_channel": None,
    }
    body = {"next_action": name, "sender_id": debtor.contact_id, "tracker": tracker}
    result = await executor.run({**body, "domain": {}, "version": "3.6.21"})
    assert result is not None
    return await debtor.hears([read_reply(said["custom"]) for said in result.responses])


@pytest.mark.parametrize("name", ACTIONS)
async def test_no_action_tells_the_unverified_more_than_the_creditor(
    stranger: Debtor, executor: ActionExecutor, name: str
) -> None:
    for state in STATES:
        async with stranger.for_a_moment():
            await state(stranger)
            said = [await said_by(executor, name, stranger, text) for text in SAYINGS]
            rows = [row for rows in said for row in rows]
            levels = {REPLIES[row["reply_key"]].level for row in rows}
            assert levels <= {Level.NOTHING, Level.CREDITOR}, state
            words = json.dumps([row["message"] for row in rows], ensure_ascii=False)
            assert not FIGURE.search(words), state


@pytest.mark.parametrize("state", STATES, ids=[state.__name__ for state in STATES])
async def test_no_action_binds_the_unverified_or_makes_them_a_link(
    stranger: Debtor, executor: ActionExecutor, state: State
) -> None:
    await state(stranger)
    before = [await stranger.rows(table) for table in (plans, pay_links)]
    for name in sorted(set(ACTIONS) - {"validate_identity_form"}):
        await said_by(executor, name, stranger, "sí")
    assert [await stranger.rows(table) for table in (plans, pay_links)] == before
