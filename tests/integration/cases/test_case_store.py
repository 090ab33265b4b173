"""Opening, finding and closing cases."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cases import notes, store
from bot.cases.model import CaseState, Reason
from bot.contacts import store as contacts
from bot.kernel.errors import Rejected
from bot.kernel.ids import CaseId
from bot.kernel.privacy import Vault
from tests.desk_people import NOW, stranger, verified


async def test_a_case_is_opened_once_per_contact_and_reason(conn: AsyncConnection) -> None:
    who = (await stranger(conn)).id
    reason = Reason.LEDGER_DOUBT
    first = await store.open_case(conn, contact_id=who, reason=reason, now=NOW, hand_over=False)
    again = await store.open_case(conn, contact_id=who, reason=reason, now=NOW, hand_over=False)
    assert first == again
    assert first.state is CaseState.OPEN
    assert [event.code for event in await notes.events(conn, first.id)] == ["opened"]


async def test_handing_over_silences_the_bot(conn: AsyncConnection) -> None:
    before = await stranger(conn)
    case = await store.open_case(
        conn, contact_id=before.id, reason=Reason.ASK_HUMAN, now=NOW, hand_over=True
    )
    after = await contacts.load(conn, before.id)
    assert case.state is CaseState.HELD
    assert (after.holder, after.holder_epoch) == ("agent", before.holder_epoch + 1)


async def test_an_open_case_is_handed_over_when_it_is_asked_for_again(
    conn: AsyncConnection,
) -> None:
    who, reason = (await stranger(conn)).id, Reason.ALREADY_PAID
    await store.open_case(conn, contact_id=who, reason=reason, now=NOW, hand_over=False)
    case = await store.open_case(conn, contact_id=who, reason=reason, now=NOW, hand_over=True)
    assert case.state is CaseState.HELD
    assert (await contacts.load(conn, who)).holder == "agent"


async def test_a_closed_case_does_not_stop_a_new_one(conn: AsyncConnection) -> None:
    who, reason = (await stranger(conn)).id, Reason.DEAD_LETTER
    first = await store.open_case(conn, contact_id=who, reason=reason, now=NOW, hand_over=False)
    await store.close(conn, first.id, NOW)
    second = await store.open_case(conn, contact_id=who, reason=reason, now=NOW, hand_over=False)
    assert second.id != first.id


async def test_a_case_remembers_the_customer_who_was_verified(
    conn: AsyncConnection, vault: Vault
) -> None:
    contact = await verified(conn, vault)
    case = await store.open_case(
        conn, contact_id=contact.id, reason=Reason.BEYOND_POLICY, now=NOW, hand_over=False
    )
    assert case.customer_id == contact.customer_id


async def test_undone_cases_come_first_and_longest_waiting_on_top(conn: AsyncConnection) -> None:
    who = (await stranger(conn)).id
    opened = [
        await store.open_case(
            conn,
            contact_id=who,
            reason=reason,
            now=NOW - timedelta(minutes=minutes),
            hand_over=False,
        )
        for minutes, reason in ((1, Reason.ASK_HUMAN), (9, Reason.CRISIS), (5, Reason.THREAT))
    ]
    await store.close(conn, opened[2].id, NOW)
    found = [case.id for case in await store.listed(conn)]
    assert found == [opened[1].id, opened[0].id, opened[2].id]


async def test_a_case_that_is_not_there_is_refused_by_name(conn: AsyncConnection) -> None:
    with pytest.raises(Rejected, match="case_unknown"):
        await store.load(conn, CaseId("case_none"))


async def test_the_held_case_is_the_latest_one(conn: AsyncConnection) -> None:
    who = (await stranger(conn)).id
    assert await store.held_case(conn, who) is None
    await store.open_case(conn, contact_id=who, reason=Reason.ASK_HUMAN, now=NOW, hand_over=True)
    later = await store.open_case(
        conn,
        contact_id=who,
        reason=Reason.THREAT,
        now=NOW + timedelta(minutes=1),
        hand_over=True,
    )
    assert await store.held_case(conn, who) == later


async def test_cases_are_opened_as_long_as_a_connection_lives(conn: AsyncConnection) -> None:
    """PostgreSQL soon plans a statement for any values; it must still find the index."""
    for number in range(12):
        who = (await stranger(conn, f"+5255{number:08}")).id
        for _ in range(2):
            case = await store.open_case(
                conn, contact_id=who, reason=Reason.ASK_HUMAN, now=NOW, hand_over=False
            )
        assert case.state is CaseState.OPEN
