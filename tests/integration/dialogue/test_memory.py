"""What the engine is given back: the events of last time, and whether an agent came in between."""

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.dialogue.memory import Memory, recall, remember
from bot.kernel.ids import ContactId
from tests.support.debtor import Debtor

EVENTS = [{"event": "slot", "name": "awaiting", "value": "terms"}, {"event": "user", "text": "sí"}]


@pytest.fixture
def rocio(stranger: Debtor) -> ContactId:
    return stranger.contact_id


async def test_who_is_new_has_no_memory(conn: AsyncConnection, rocio: ContactId) -> None:
    found = await recall(conn, rocio, holder_epoch=4)
    assert found == Memory(events=None, holder_epoch=4)


async def test_events_come_back_as_they_were_kept(conn: AsyncConnection, rocio: ContactId) -> None:
    await remember(conn, rocio, Memory(events=EVENTS, holder_epoch=1))
    assert (await recall(conn, rocio, holder_epoch=1)).events == EVENTS


async def test_the_latest_memory_takes_the_place_of_the_one_before(
    conn: AsyncConnection, rocio: ContactId
) -> None:
    await remember(conn, rocio, Memory(events=EVENTS, holder_epoch=1))
    await remember(conn, rocio, Memory(events=EVENTS[1:], holder_epoch=2))
    assert await recall(conn, rocio, holder_epoch=9) == Memory(events=EVENTS[1:], holder_epoch=2)


async def test_the_hand_that_had_the_chat_then_is_remembered(
    conn: AsyncConnection, rocio: ContactId
) -> None:
    await remember(conn, rocio, Memory(events=EVENTS, holder_epoch=1))
    assert (await recall(conn, rocio, holder_epoch=3)).holder_epoch == 1


async def test_everyone_has_their_own_memory(conn: AsyncConnection, rocio: ContactId) -> None:
    await remember(conn, rocio, Memory(events=EVENTS, holder_epoch=1))
    assert (await recall(conn, ContactId("con_2"), holder_epoch=0)).events is None


@pytest.mark.parametrize("text", ["¿cuánto?", "😀", "\u2028", "a\x00b", '"\\'])
async def test_any_words_survive(conn: AsyncConnection, rocio: ContactId, text: str) -> None:
    events = [{"event": "user", "text": text}]
    await remember(conn, rocio, Memory(events=events, holder_epoch=0))
    assert (await recall(conn, rocio, holder_epoch=0)).events == events
