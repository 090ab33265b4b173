"""The guard is asked again at the last moment: much may have happened since a reply was queued."""

from datetime import timedelta
from typing import Any

import pytest

from bot.outbox.guard import Origin
from tests.support.office import Office
from tests.support.people import NOW, VERIFIED, record, save

PAID = "pay.nothing_to_pay"


@pytest.fixture(autouse=True)
async def customer(office: Office, vault: Any) -> None:
    async with office.database.transaction() as conn:
        await save(conn, vault, record())


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"opted_out_at": NOW}, "opted_out"),
        ({"holder": "agent"}, "agent_has_chat"),
        ({"verified_until": None}, "not_verified"),
        ({"verified_until": NOW}, "not_verified"),
        ({"last_inbound_at": NOW - timedelta(hours=24)}, "window_closed"),
        ({"last_inbound_at": None}, "window_closed"),
    ],
)
async def test_what_may_no_longer_be_said_is_refused(
    office: Office, change: dict[str, Any], why: str
) -> None:
    contact_id = await office.person(**VERIFIED)
    queued = await office.says(contact_id, key=PAID, origin="bot")
    await office.change_contact(contact_id, **change)
    await office.send()
    row = await office.row(queued)
    assert (row["state"], row["error"]) == ("refused", why)
    assert office.transport.parcels == []
    assert await office.incidents() == [f"refused:{why}"]


async def test_what_still_may_be_said_is_sent(office: Office) -> None:
    queued = await office.says(await office.person(**VERIFIED), key=PAID, origin="bot")
    await office.send()
    assert await office.state(queued) == "sent"
    assert await office.incidents() == []


@pytest.mark.parametrize(
    ("key", "origin"), [("human.handoff", "bot"), ("opt_out.confirmed", "bot")]
)
async def test_what_is_always_said_is_sent_beside_an_agent(
    office: Office, key: str, origin: Origin
) -> None:
    contact_id = await office.person()
    queued = await office.says(contact_id, key=key, origin=origin)
    await office.change_contact(contact_id, holder="agent")
    await office.send()
    assert await office.state(queued) == "sent"


async def test_the_farewell_reaches_whoever_just_opted_out(office: Office) -> None:
    contact_id = await office.person(opted_out_at=NOW)
    queued = await office.says(contact_id, key="opt_out.confirmed", origin="bot")
    await office.send()
    assert await office.state(queued) == "sent"


async def test_an_agents_figures_wait_for_no_lapsed_proof(office: Office) -> None:
    contact_id = await office.person(holder="agent", **VERIFIED)
    telling = await office.says(contact_id, "Tu saldo es 1500")
    harmless = await office.says(contact_id, "Con gusto")
    office.clock.advance(timedelta(hours=1))
    await office.send(rounds=2)
    assert await office.state(telling) == "refused"
    assert await office.state(harmless) == "sent"


async def test_a_refused_message_lets_the_next_go(office: Office) -> None:
    contact_id = await office.person(**VERIFIED)
    await office.says(contact_id, key=PAID, origin="bot")
    await office.says(contact_id, key="goodbye", origin="bot")
    await office.change_contact(contact_id, verified_until=None)
    await office.send(rounds=2)
    assert len(office.transport.parcels) == 1


@pytest.mark.parametrize("state", ["failed", "refused", "unknown"])
async def test_a_link_whose_terms_did_not_arrive_is_not_sent(office: Office, state: str) -> None:
    contact_id = await office.person(**VERIFIED)
    terms = await office.says(contact_id, "condiciones")
    link = await office.says(contact_id, "la liga", requires=terms)
    await office.change(terms, state=state)
    await office.send()
    assert (await office.row(link))["error"] == "terms_not_sent"
    assert office.transport.parcels == []
    assert await office.incidents() == ["refused:terms_not_sent"]


@pytest.mark.parametrize("state", ["sent", "delivered", "read"])
async def test_a_link_whose_terms_arrived_is_sent(office: Office, state: str) -> None:
    contact_id = await office.person(**VERIFIED)
    terms = await office.says(contact_id, "condiciones")
    link = await office.says(contact_id, "la liga", requires=terms)
    await office.change(terms, state=state)
    await office.send()
    assert await office.state(link) == "sent"


async def test_a_link_waits_for_its_terms(office: Office) -> None:
    contact_id = await office.person(**VERIFIED)
    terms = await office.says(contact_id, "condiciones")
    await office.says(contact_id, "la liga", requires=terms)
    await office.left_sending(terms, ago_s=1)
    assert await office.send() == 0
    assert office.transport.parcels == []
