"""The sender: in order, one at a time per person, never twice."""

import asyncio

import pytest
import sqlalchemy as sa

from bot.outbox import store
from bot.outbox.tables import outbox
from bot.outbox.transport import FailureKind, SendFailed
from bot.storage.database import Database
from tests.support.office import Office

OTHER = "+573001234567"


async def test_a_message_is_sent_and_remembered(office: Office) -> None:
    sent = await office.says(await office.person(), "hola")
    assert await office.send() == 1
    row = await office.row(sent)
    assert (row["state"], row["wamid"], row["attempts"]) == ("sent", f"wamid.{sent}", 1)
    assert row["sent_at"] is not None


async def test_a_parcel_carries_its_id_and_address(office: Office) -> None:
    sent = await office.says(await office.person())
    await office.send()
    (parcel,) = office.transport.parcels
    assert (parcel.outbox_id, parcel.to_phone, parcel.to_user_id) == (sent, "+525512345678", None)


async def test_nothing_is_sent_twice(office: Office) -> None:
    await office.says(await office.person())
    assert [await office.send() for _ in range(3)] == [1, 0, 0]
    assert office.transport.bodies == ["hola"]


async def test_a_persons_messages_go_in_order_one_per_round(office: Office) -> None:
    contact_id = await office.person()
    for text in ("uno", "dos", "tres"):
        await office.says(contact_id, text)
    assert await office.send() == 1
    await office.send(rounds=2)
    assert office.transport.bodies == ["uno", "dos", "tres"]


async def test_people_are_served_side_by_side(office: Office) -> None:
    office.transport.line = asyncio.Event()
    for phone in ("+525512345678", OTHER):
        await office.says(await office.person(phone))
    sending = asyncio.create_task(office.send())
    await office.transport.until_in_flight(2)
    office.transport.line.set()
    assert await sending == 2


async def test_two_senders_never_send_the_same(office: Office) -> None:
    for phone in ("+525512345678", OTHER, "+15125550123"):
        await office.says(await office.person(phone))
    await asyncio.gather(*(office.sender().send_due() for _ in range(4)))
    assert len(office.transport.parcels) == 3


async def test_while_one_is_in_flight_the_next_waits(office: Office) -> None:
    contact_id = await office.person()
    office.transport.line = asyncio.Event()
    await office.says(contact_id, "uno")
    await office.says(contact_id, "dos")
    first = asyncio.create_task(office.send())
    await office.transport.until_in_flight(1)
    assert await office.send() == 0
    office.transport.line.set()
    await first
    assert office.transport.bodies == ["uno"]


async def test_sending_is_committed_before_the_channel_is_asked(office: Office) -> None:
    sent = await office.says(await office.person())
    office.transport.line = asyncio.Event()
    sending = asyncio.create_task(office.send())
    await office.transport.until_in_flight(1)
    assert await office.state(sent) == "sending"
    office.transport.line.set()
    await sending


async def test_a_sender_killed_in_the_middle_leaves_a_row_nobody_sends_again(
    office: Office,
) -> None:
    sent = await office.says(await office.person())
    office.transport.line = asyncio.Event()
    sending = asyncio.create_task(office.send())
    await office.transport.until_in_flight(1)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    office.transport.line.set()
    assert await office.send(rounds=3) == 0
    assert await office.state(sent) == "sending"


async def test_a_send_cut_short_waits_a_minute_and_holds_its_person_back(office: Office) -> None:
    contact_id = await office.person()
    cut = await office.says(contact_id, "uno")
    await office.says(contact_id, "dos")
    await office.left_sending(cut, ago_s=55)
    assert await office.send() == 0
    assert await office.state(cut) == "sending"


async def test_after_a_minute_it_is_unknown_and_the_next_goes(office: Office) -> None:
    contact_id = await office.person()
    cut = await office.says(contact_id, "uno")
    await office.says(contact_id, "dos")
    await office.left_sending(cut, ago_s=61)
    await office.send(rounds=3)
    assert await office.state(cut) == "unknown"
    assert office.transport.bodies == ["dos"]


@pytest.mark.parametrize("word", ["sent", "delivered", "read", "failed"])
async def test_a_status_ends_the_wait_of_a_send_cut_short(office: Office, word: str) -> None:
    cut = await office.says(await office.person())
    await office.left_sending(cut, ago_s=5)
    await office.hear(word, cut)
    await office.send()
    assert await office.state(cut) == word
    assert office.transport.bodies == []


async def test_a_status_that_overtakes_the_answer_is_kept(office: Office) -> None:
    sent = await office.says(await office.person())
    office.transport.line = asyncio.Event()
    sending = asyncio.create_task(office.send())
    await office.transport.until_in_flight(1)
    await office.hear("delivered", sent)
    office.transport.line.set()
    await sending
    assert await office.state(sent) == "delivered"


async def test_a_fault_of_one_message_stays_with_it(office: Office) -> None:
    office.transport.failures = [RuntimeError("a bug of ours")]
    for phone in ("+525512345678", OTHER):
        await office.says(await office.person(phone))
    assert await office.send() == 1
    assert len(office.transport.parcels) == 1
    assert await states(office) == ["sending", "sent"]


async def test_a_head_that_waits_blocks_its_person_alone(office: Office) -> None:
    office.transport.failures = [SendFailed(FailureKind.RETRY, code=131000)]
    blocked = await office.person()
    await office.says(blocked, "uno")
    await office.says(blocked, "dos")
    await office.send(rounds=2)
    await office.says(await office.person(OTHER), "tres")
    await office.send()
    assert office.transport.bodies == ["tres"]


async def test_a_head_that_failed_for_good_lets_the_next_go(office: Office) -> None:
    office.transport.failures = [SendFailed(FailureKind.PERMANENT, code=131026)]
    contact_id = await office.person()
    await office.says(contact_id, "uno")
    await office.says(contact_id, "dos")
    await office.send(rounds=2)
    assert office.transport.bodies == ["dos"]


async def test_the_sender_runs_until_it_is_cancelled_and_hears_the_bell(office: Office) -> None:
    running = asyncio.create_task(office.sender().run())
    contact_id = await office.person()
    await office.says(contact_id)
    await office.doorbell.ring("outbox", [contact_id])
    await office.transport.until_sent(1)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_a_slow_send_holds_up_nobody_else(office: Office) -> None:
    slow, quick = await office.person(), await office.person(OTHER)
    office.transport.line, office.transport.slow_phone = asyncio.Event(), "+525512345678"
    await office.says(slow, "lento")
    running = asyncio.create_task(office.sender().run())
    await office.transport.until_in_flight(1)
    for text in ("uno", "dos"):
        await office.says(quick, text)
    await office.transport.until_sent(2)
    assert office.transport.bodies == ["uno", "dos"]
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_a_database_that_is_away_is_waited_for(office: Office) -> None:
    office.database = Database("postgresql://nobody@127.0.0.1:1/none")
    running = asyncio.create_task(office.sender().run())
    await asyncio.wait([running], timeout=0.3)
    assert not running.done()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await office.database.close()


async def test_a_taken_row_cannot_be_taken_again(office: Office) -> None:
    sent = await office.says(await office.person())
    async with office.database.transaction() as conn:
        assert await store.take(conn, sent) is not None
        assert await store.take(conn, sent) is None


async def states(office: Office) -> list[str]:
    async with office.database.transaction() as conn:
        found = await conn.execute(sa.select(outbox.c.state))
    return sorted(row.state for row in found)
