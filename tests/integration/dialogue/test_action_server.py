"""Action calls over HTTP: one transaction each, its answer in it; nothing of it when it fails."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from rasa_sdk.executor import ActionExecutor

from actions.registry import build_executor
from bot.cases.tables import cases
from bot.contacts.claim import acquire
from bot.contacts.tables import contacts
from bot.dialogue.action_server import ActionServer
from bot.dialogue.answers import action_answers
from bot.inbox.store import MAX_ATTEMPTS, Inbox, InboxItem
from bot.inbox.tables import inbox
from bot.kernel.ids import ContactId, Wamid
from bot.kernel.messages import IncomingText
from bot.kernel.privacy import Vault
from bot.storage.database import Database
from tests.support.clock import HandClock
from tests.support.debtor import LATE, someone, use_cases
from tests.support.faulty import FailingExecutor

TURN = Wamid("wamid.1")


@dataclass
class Caller:
    """The engine as the action server sees it, in one turn."""

    client: TestClient[Any, Any]
    database: Database
    contact_id: ContactId
    epoch: int
    slots: dict[str, Any] = field(default_factory=lambda: {"awaiting": "nobody"})

    async def calls(self, action: str, *, call: int = 1, **turn: Any) -> ClientResponse:
        message = {"text": "hola", "intent": {"name": "greet"}, "metadata": {"choice": None}}
        tracker = {
            "sender_id": self.contact_id,
            "slots": self.slots,
            "latest_message": message,
            "events": [],
            "paused": False,
            "active_loop": {},
            "latest_action_name": None,
            "followup_action": None,
            "latest_input_channel": "saldo",
        }
        body = {
            "next_action": action,
            "sender_id": self.contact_id,
            "tracker": tracker,
            "domain": {},
            "version": "3.6.21",
            "turn": {"id": TURN, "call": call, "epoch": self.epoch, **turn},
        }
        return await self.client.post("/webhook", json=body)

    async def says(self, action: str, **place: Any) -> list[str]:
        response = await self.calls(action, **place)
        assert response.status == 200
        return [said["custom"]["key"] for said in (await response.json())["responses"]]

    async def rows(self, table: sa.Table) -> list[dict[str, Any]]:
        async with self.database.transaction() as conn:
            return [dict(row) for row in (await conn.execute(sa.select(table))).mappings()]


async def _arrives(database: Database, vault: Vault, clock: HandClock) -> tuple[ContactId, int]:
    """Rocío, verified, has written once, and a worker serves her."""
    async with database.transaction() as conn:
        rocio = await someone(conn, vault, clock)
        await rocio.owes(LATE)
        await rocio.is_verified()
        item = InboxItem(
            wamid=TURN,
            contact_id=rocio.contact_id,
            message=IncomingText(text="hola"),
            vendor_at=clock.now(),
        )
        await Inbox(vault).insert(conn, [item])
        claim = await acquire(conn, rocio.contact_id)
    assert claim is not None
    return claim.contact_id, claim.epoch


@pytest.fixture
def executor(vault: Vault) -> ActionExecutor:
    return build_executor(use_cases(vault))


@pytest.fixture
def served(request: pytest.FixtureRequest, executor: ActionExecutor) -> Any:
    """What the server runs; a test may ask for one that fails instead."""
    return request.param(executor) if hasattr(request, "param") else executor


@pytest.fixture
async def caller(
    database: Database, vault: Vault, clock: HandClock, served: Any
) -> AsyncIterator[Caller]:
    contact_id, epoch = await _arrives(database, vault, clock)
    server = ActionServer(database, executor=served, inbox=Inbox(vault), clock=clock)
    async with TestClient(TestServer(server.application())) as client:
        yield Caller(client, database, contact_id, epoch)


async def test_an_action_is_run_and_its_answer_kept(caller: Caller) -> None:
    assert await caller.says("action_explain_balance") == ["balance.reason"]
    [kept] = await caller.rows(action_answers)
    assert (kept["turn_id"], kept["call"], kept["action"]) == (TURN, 1, "action_explain_balance")
    assert kept["answer"]["responses"][0]["custom"]["key"] == "balance.reason"


async def test_a_replay_is_given_the_same_and_takes_no_effect_twice(caller: Caller) -> None:
    first = await (await caller.calls("action_report_paid")).json()
    again = await (await caller.calls("action_report_paid")).json()
    assert first == again
    assert len(await caller.rows(cases)) == 1


async def test_every_call_of_a_turn_has_its_own_answer(caller: Caller) -> None:
    assert await caller.says("action_greet", call=1) == ["greet.verified"]
    assert await caller.says("action_explain_balance", call=2) == ["balance.reason"]
    assert [
        (row["call"], row["contact"] is None) for row in await caller.rows(action_answers)
    ] == [
        (1, False),
        (2, True),
    ]


@pytest.mark.parametrize("behind", [1, 5])
async def test_a_stale_claim_is_refused_and_does_nothing(caller: Caller, behind: int) -> None:
    response = await caller.calls("action_opt_out", epoch=caller.epoch - behind)
    assert (response.status, await response.json()) == (409, {"error": "StaleClaim"})
    assert await caller.rows(action_answers) == []
    assert (await caller.rows(contacts))[0]["opted_out_at"] is None


async def test_a_stored_answer_is_not_given_to_a_stale_claim(caller: Caller) -> None:
    await caller.says("action_greet")
    assert (await caller.calls("action_greet", epoch=caller.epoch - 1)).status == 409


async def test_another_action_in_the_same_place_stops_the_turn_for_good(caller: Caller) -> None:
    await caller.says("action_greet")
    response = await caller.calls("action_opt_out")
    [message] = await caller.rows(inbox)
    assert (response.status, await response.json()) == (409, {"error": "ReplayDiffers"})
    assert (message["attempts"], message["last_error"]) == (MAX_ATTEMPTS, "ReplayDiffers")
    assert (await caller.rows(contacts))[0]["opted_out_at"] is None


async def test_another_input_in_the_same_place_stops_the_turn_too(caller: Caller) -> None:
    await caller.says("action_greet")
    caller.slots = {"awaiting": "terms"}
    assert (await caller.calls("action_greet")).status == 409
    assert (await caller.rows(inbox))[0]["attempts"] == MAX_ATTEMPTS


async def test_an_unknown_action_is_a_failure(caller: Caller) -> None:
    assert (await caller.calls("action_nobody_wrote")).status == 500
    assert await caller.rows(action_answers) == []


async def test_the_server_says_that_it_lives(caller: Caller) -> None:
    response = await caller.client.get("/health")
    assert (response.status, await response.json()) == (200, {"status": "ok"})


class BreaksAfterwards:
    """Runs an action, then fails before its answer is kept."""

    def __init__(self, executor: ActionExecutor) -> None:
        self.executor = executor

    async def run(self, body: dict[str, Any]) -> Any:
        await self.executor.run(body)
        raise RuntimeError("broken for a test")


def before(executor: ActionExecutor) -> Any:
    return FailingExecutor(executor, "action_opt_out")


@pytest.mark.parametrize("served", [before, BreaksAfterwards], indirect=True)
async def test_a_failing_action_leaves_nothing(caller: Caller) -> None:
    assert (await caller.calls("action_opt_out")).status == 500
    assert (await caller.rows(contacts))[0]["opted_out_at"] is None
    assert await caller.rows(action_answers) == await caller.rows(cases) == []
    assert (await caller.rows(inbox))[0]["attempts"] == 0
