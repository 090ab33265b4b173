"""Tries to leak: every reply, receipt and agent's word, to everybody who is not proved."""

import json
import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, get_args

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.tables import contacts
from bot.kernel.ids import ContactId, CustomerId
from bot.kernel.messages import Reply, ReplyOption
from bot.kernel.privacy import Vault
from bot.outbox.disclosure import OPTIONS, REPLIES, Level
from bot.outbox.gate import Withheld
from bot.outbox.guard import Origin
from bot.outbox.tables import incidents, outbox
from tests.support.clock import HandClock
from tests.support.office import Office
from tests.support.people import NOW, VERIFIED, arrive, record, save
from tests.support.values import VALUES
from tests.support.way_out import way_out

LAPSED = {**VERIFIED, "verified_until": NOW}
# What a person has become before something is said to them.
UNPROVED: dict[str, dict[str, Any]] = {
    "new": {"identity_open": False},
    "being asked": {"identity_open": True},
    "locked": {"locked_until": NOW + timedelta(hours=1)},
    "lapsed": LAPSED,
    "an agent has the chat": {**LAPSED, "holder": "agent"},
    "opted out": {**LAPSED, "opted_out_at": NOW},
    "wrong person or third party": {"customer_id": None, "verified_until": None},
    "nobody wrote": {"last_inbound_at": None},
}
# The same words, of Rocío's matters, while Luis of the same phone is the one who is proved.
LUIS = {**VERIFIED, "customer_id": CustomerId("CUS-2")}
TOLD = re.compile(r"\$|999|4471|••|/p/|Financiera Sol de América|CONDUSEF|Superfinan|CFPB")
HINTS = tuple(ReplyOption(id=key, key=key, values=VALUES) for key in OPTIONS)
ABOVE = sorted(key for key, rule in REPLIES.items() if rule.level > Level.CREDITOR)
AGENT_SAYS = """
debes mil quinientos
tu cuenta 4471
hay saldo
https://pagos.example/p/abc
you owe us
your account ends in 4471
five hundred
pay at pay.example/p/abc
""".strip().splitlines()


@pytest.fixture
async def person(conn: AsyncConnection, vault: Vault, clock: HandClock) -> ContactId:
    await save(conn, vault, record(), record("CUS-2"))
    return await arrive(conn, clock)


def reply(key: str, **changes: Any) -> Reply:
    """This reply with a value for everything it may ask for, and all there is to press."""
    return Reply(**{"key": key, "values": {**VALUES, "text": "Debes 4471"}, **changes})


async def become(conn: AsyncConnection, state: dict[str, Any]) -> None:
    await conn.execute(sa.update(contacts).values(**state))


async def rows(conn: AsyncConnection, table: sa.Table) -> Sequence[dict[str, Any]]:
    return [dict(row) for row in (await conn.execute(sa.select(table))).mappings()]


async def try_to_say(
    conn: AsyncConnection, person: ContactId, said: Reply, origin: Origin = "bot"
) -> None:
    try:
        await way_out(HandClock()).enqueue(conn, said, contact_id=person, origin=origin)
    except Withheld:
        assert origin == "agent"


async def assert_nothing_told(conn: AsyncConnection) -> None:
    for row in await rows(conn, outbox):
        assert row["level"] <= Level.CREDITOR, row["reply_key"]
        words = {**row["message"], "body": without_creditor(row)}
        assert not TOLD.search(json.dumps(words, ensure_ascii=False)), row["reply_key"]


def without_creditor(row: dict[str, Any]) -> str:
    """The body; the creditor's name is no secret where the rule says that it may be said."""
    body = str(row["message"]["body"])
    may_name = REPLIES[row["reply_key"]].level is Level.CREDITOR
    return body.replace("Financiera Sol de América", "") if may_name else body


@pytest.mark.parametrize("origin", get_args(Origin))
@pytest.mark.parametrize("state", UNPROVED)
async def test_no_reply_tells_anything_to_whoever_is_not_proved(
    conn: AsyncConnection, person: ContactId, state: str, origin: Origin
) -> None:
    await become(conn, UNPROVED[state])
    for key in ABOVE:
        await try_to_say(conn, person, reply(key), origin)
    await assert_nothing_told(conn)


@pytest.mark.parametrize("state", UNPROVED)
async def test_no_button_tells_of_a_debt_beside_a_harmless_line(
    conn: AsyncConnection, person: ContactId, state: str
) -> None:
    await become(conn, UNPROVED[state])
    for hint in HINTS:
        await try_to_say(conn, person, reply("scope.out", options=(hint,)))
    await assert_nothing_told(conn)
    shown = [row["message"]["options"] for row in await rows(conn, outbox)]
    harmless = {key for key, level in OPTIONS.items() if level <= Level.CREDITOR}
    assert {option["id"] for options in shown for option in options} <= harmless


@pytest.mark.parametrize("origin", ["bot", "receipt", "notice"])
async def test_nobody_is_told_of_another_customer_of_their_phone(
    conn: AsyncConnection, person: ContactId, origin: Origin
) -> None:
    await become(conn, LUIS)
    for key in ABOVE:
        await try_to_say(conn, person, reply(key, about=CustomerId("CUS-1")), origin)
    await assert_nothing_told(conn)


@pytest.mark.parametrize("said", AGENT_SAYS)
@pytest.mark.parametrize("state", sorted(set(UNPROVED) - {"opted out", "nobody wrote"}))
async def test_an_agents_words_are_held_back(
    conn: AsyncConnection, person: ContactId, state: str, said: str
) -> None:
    await become(conn, UNPROVED[state])
    words = Reply(key="agent.text", values={"text": said})
    with pytest.raises(Withheld, match="not_verified"):
        await way_out(HandClock()).enqueue(conn, words, contact_id=person, origin="agent")
    assert await rows(conn, outbox) == []


@pytest.mark.parametrize("key", ABOVE)
async def test_each_refusal_is_an_incident(
    conn: AsyncConnection, person: ContactId, key: str
) -> None:
    await try_to_say(conn, person, reply(key))
    [incident] = await rows(conn, incidents)
    assert (incident["kind"], incident["reply_key"]) == ("withheld:not_verified", key)
    [row] = await rows(conn, outbox)
    assert row["reply_key"] == REPLIES[key].instead


CHANGES: dict[str, dict[str, Any]] = {
    "lapsed": LAPSED,
    "opted out": {"opted_out_at": NOW},
    "wrong person": {"customer_id": None, "verified_until": None},
    "another of the same phone": LUIS,
    "the window closed": {"last_inbound_at": NOW - timedelta(hours=24)},
}


@pytest.mark.parametrize("change", CHANGES)
async def test_what_was_queued_for_a_proved_person_stays_when_they_no_longer_are(
    office: Office, vault: Vault, change: str
) -> None:
    """Options too: they are words like any others."""
    async with office.database.transaction() as conn:
        await save(conn, vault, record(), record("CUS-2"))
    contact_id = await office.person(**VERIFIED)
    queued = [*map(reply, ABOVE), reply("scope.out", options=HINTS[-1:])]
    async with office.database.transaction() as conn:
        for said in queued:
            await way_out(office.clock).enqueue(
                conn, said, contact_id=contact_id, origin="receipt"
            )
    await office.change_contact(contact_id, **CHANGES[change])
    await office.send(rounds=len(queued))
    assert office.transport.parcels == []
    assert len(await office.incidents()) == len(queued)


async def test_an_agent_who_took_the_chat_is_not_talked_over(office: Office, vault: Vault) -> None:
    async with office.database.transaction() as conn:
        await save(conn, vault, record())
    contact_id = await office.person(**VERIFIED)
    await office.says(contact_id, key="pay.nothing_to_pay", origin="bot")
    await office.change_contact(contact_id, holder="agent")
    await office.send()
    assert await office.incidents() == ["refused:agent_has_chat"]
