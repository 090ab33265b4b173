"""Many POSTs share a transaction, and none of them can take its neighbours down."""

import asyncio
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from redis.asyncio import Redis

from bot.inbox.store import Inbox
from bot.inbox.tables import inbox
from bot.kernel.clock import Clock
from bot.kernel.errors import Transient
from bot.kernel.ids import Wamid
from bot.kernel.messages import IncomingText
from bot.kernel.privacy import Vault
from bot.storage.database import Database
from bot.storage.doorbell import Doorbell
from bot.whatsapp.intake import Intake
from bot.whatsapp.parse import Address, Batch, InboundMessage


@pytest.fixture
def intake(database: Database, redis: Redis, vault: Vault, clock: Clock) -> Intake:
    return Intake(database, inbox=Inbox(vault), doorbell=Doorbell(redis), clock=clock)


def said(wamid: str, *, phone: str = "+525512345678") -> Batch:
    message = InboundMessage(
        wamid=Wamid(wamid),
        sender=Address(phone=phone, user_id=None),
        kind="text",
        content=IncomingText(text="hola"),
        sent_at=datetime(2026, 11, 21, tzinfo=UTC),
    )
    return Batch(messages=(message,))


async def stored(database: Database) -> list[tuple[str, str]]:
    async with database.transaction() as conn:
        rows = await conn.execute(sa.select(inbox).order_by(inbox.c.seq))
        return [(row.wamid, row.contact_id) for row in rows]


async def test_posts_that_wait_together_keep_their_order(
    intake: Intake, database: Database
) -> None:
    names = [f"wamid.{n}" for n in range(150)]
    await asyncio.gather(*(intake.keep(said(name)) for name in names))
    assert [wamid for wamid, _ in await stored(database)] == names


async def test_each_sender_of_a_group_gets_their_own_contact(
    intake: Intake, database: Database
) -> None:
    phones = [f"+52551234567{n}" for n in range(5)]
    for turn in ("first", "again"):
        await asyncio.gather(*(intake.keep(said(f"{turn}{p}", phone=p)) for p in phones))
    contacts = [contact for _, contact in await stored(database)]
    assert len(set(contacts)) == 5
    assert contacts[:5] == contacts[5:]


async def test_one_refused_batch_fails_alone(intake: Intake, database: Database) -> None:
    batches = [said("wamid.1"), said("wamid.\x00"), said("wamid.2"), said("wamid.3")]
    results = await asyncio.gather(*map(intake.keep, batches), return_exceptions=True)
    assert [isinstance(result, Transient) for result in results] == [False, True, False, False]
    assert [wamid for wamid, _ in await stored(database)] == ["wamid.1", "wamid.2", "wamid.3"]


async def test_a_refusal_does_not_quote_what_was_sent(intake: Intake) -> None:
    with pytest.raises(Transient) as caught:
        await intake.keep(said("wamid.\x00", phone="+525587654321"))
    assert "5587654321" not in f"{caught.value!r} {caught.value.__cause__!r}"


async def test_a_handler_that_is_cancelled_tells_its_group_to_come_again(
    intake: Intake, database: Database
) -> None:
    first = asyncio.create_task(intake.keep(said("wamid.1")))
    await asyncio.sleep(0)
    first.cancel()
    (result,) = await asyncio.gather(first, return_exceptions=True)
    assert isinstance(result, asyncio.CancelledError)
    await intake.keep(said("wamid.2"))
    assert [wamid for wamid, _ in await stored(database)] == ["wamid.2"]
