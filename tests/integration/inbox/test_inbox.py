"""What people sent: stored once, taken in order, one person's trouble nobody else's."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.inbox import store
from bot.inbox.store import MAX_ATTEMPTS, Inbox, InboxItem, InboxMessage
from bot.inbox.tables import inbox
from bot.kernel.ids import ContactId, Wamid
from bot.kernel.messages import Incoming, IncomingChoice, IncomingOther, IncomingText
from bot.kernel.privacy import Vault
from bot.storage.database import Database
from tests.support.clock import HandClock
from tests.support.people import arrive

OTHER_PHONE = "+573001234567"


@dataclass
class Mail:
    """The inbox of one transaction, with short ways to fill and look at it."""

    conn: AsyncConnection
    inbox: Inbox
    mine: ContactId
    theirs: ContactId
    at: datetime
    order: list[str] = field(default_factory=list)

    def item(self, wamid: str, *, after_s: int = 0, whose: ContactId | None = None) -> InboxItem:
        return InboxItem(
            wamid=Wamid(wamid),
            contact_id=whose or self.mine,
            message=IncomingText(text=f"soy {wamid}"),
            vendor_at=self.at + timedelta(seconds=after_s),
        )

    async def arrives(self, *items: InboxItem) -> list[ContactId]:
        return await self.inbox.insert(self.conn, items)

    async def take(self, whose: ContactId | None = None) -> InboxMessage | None:
        return await self.inbox.take(self.conn, whose or self.mine)

    async def taken(self) -> InboxMessage:
        message = await self.take()
        assert message is not None
        return message

    async def handled(self) -> list[str]:
        """Take and finish until nothing is due."""
        while message := await self.take():
            self.order.append(message.wamid)
            await self.inbox.finish(self.conn, message.wamid, masked=None)
        return self.order

    async def change(self, wamid: str, **values: object) -> None:
        await self.conn.execute(sa.update(inbox).where(inbox.c.wamid == wamid).values(**values))

    async def row(self, wamid: str) -> sa.Row[tuple[object, ...]]:
        return (await self.conn.execute(sa.select(inbox).where(inbox.c.wamid == wamid))).one()


@pytest.fixture
async def mail(conn: AsyncConnection, vault: Vault, clock: HandClock) -> Mail:
    mine, theirs = await arrive(conn, clock), await arrive(conn, clock, phone=OTHER_PHONE)
    return Mail(conn, Inbox(vault), mine, theirs, clock.now())


async def test_a_message_five_times_is_one_message(mail: Mail) -> None:
    told = [await mail.arrives(mail.item("w1")) for _ in range(5)]
    assert told == [[mail.mine], [], [], [], []]
    assert await mail.handled() == ["w1"]


async def test_a_message_five_times_in_one_post_is_one_message(mail: Mail) -> None:
    assert await mail.arrives(*[mail.item("w1")] * 5) == [mail.mine]
    assert await mail.handled() == ["w1"]


async def test_a_message_that_comes_again_after_it_was_handled_stays_done(mail: Mail) -> None:
    await mail.arrives(mail.item("w1"))
    await mail.handled()
    assert await mail.arrives(mail.item("w1")) == []
    assert await mail.take() is None


async def test_a_known_message_does_not_hide_a_new_one_beside_it(mail: Mail) -> None:
    await mail.arrives(mail.item("w1"))
    assert await mail.arrives(mail.item("w1"), mail.item("w2", after_s=1)) == [mail.mine]
    assert await mail.handled() == ["w1", "w2"]


async def test_everyone_who_got_something_new_is_named_once(mail: Mail) -> None:
    items = [mail.item("a"), mail.item("b"), mail.item("c", whose=mail.theirs)]
    assert await mail.arrives(*items) == [mail.mine, mail.theirs]
    assert await mail.arrives() == []


async def test_the_vendors_time_orders_messages(mail: Mail) -> None:
    await mail.arrives(mail.item("late", after_s=9))
    await mail.arrives(mail.item("early"), mail.item("middle", after_s=4))
    assert await mail.handled() == ["early", "middle", "late"]


async def test_within_one_second_arrival_orders_messages(mail: Mail) -> None:
    await mail.arrives(mail.item("z"), mail.item("a"))
    await mail.arrives(mail.item("m"))
    assert await mail.handled() == ["z", "a", "m"]


async def test_taking_counts_the_attempt(mail: Mail) -> None:
    await mail.arrives(mail.item("w1"))
    assert [(await mail.taken()).attempts for _ in range(3)] == [1, 2, 3]


@pytest.mark.parametrize(
    "message",
    [
        IncomingText(text="¿cuánto debo? 🙂"),
        IncomingChoice(payload="affirm:off_1", title="Sí, acepto"),
        IncomingOther(kind="image", media_id="m1", caption=None),
    ],
)
async def test_a_message_comes_out_as_it_went_in(mail: Mail, message: Incoming) -> None:
    item = InboxItem(wamid=Wamid("w1"), contact_id=mail.mine, message=message, vendor_at=mail.at)
    await mail.arrives(item)
    assert (await mail.taken()).message == message
    assert (await mail.inbox.read(mail.conn, Wamid("w1"))).message == message


async def test_a_body_is_sealed(mail: Mail) -> None:
    await mail.arrives(mail.item("w1"))
    row = await mail.row("w1")
    assert b"soy" not in row.body
    assert row.kind == "text"


async def test_a_masked_body_replaces_what_was_typed(mail: Mail) -> None:
    await mail.arrives(mail.item("w1"))
    masked = IncomingText(text="nací el •••")
    await mail.inbox.finish(mail.conn, Wamid("w1"), masked=masked)
    assert (await mail.inbox.read(mail.conn, Wamid("w1"))).message == masked


async def test_a_failure_waits_and_holds_back_what_came_after(mail: Mail) -> None:
    await mail.arrives(mail.item("w1"), mail.item("w2", after_s=1))
    await store.retry(mail.conn, await mail.taken(), error="Transient")
    assert await mail.take() is None


async def test_a_failure_of_one_person_holds_back_nobody_else(mail: Mail) -> None:
    await mail.arrives(mail.item("w1"), mail.item("w2", whose=mail.theirs))
    await store.retry(mail.conn, await mail.taken(), error="Transient")
    taken = await mail.take(mail.theirs)
    assert taken is not None
    assert taken.wamid == "w2"
    assert await store.waiting(mail.conn, 10) == [mail.theirs]


@pytest.mark.parametrize(("attempt", "wait_s"), [(1, 0.5), (2, 1.0), (3, 2.0), (4, 4.0)])
async def test_each_failure_waits_twice_as_long(mail: Mail, attempt: int, wait_s: float) -> None:
    await mail.arrives(mail.item("w1"))
    await mail.change("w1", attempts=attempt - 1)
    await store.retry(mail.conn, await mail.taken(), error="Transient")
    wall = (await mail.conn.execute(sa.select(sa.func.clock_timestamp()))).scalar_one()
    left_s = ((await mail.row("w1")).retry_at - wall).total_seconds()
    assert wait_s - 0.4 < left_s <= wait_s


async def test_a_wait_that_is_over_is_an_attempt_more(mail: Mail) -> None:
    await mail.arrives(mail.item("w1"))
    await store.retry(mail.conn, await mail.taken(), error="Transient")
    await mail.change("w1", retry_at=sa.func.clock_timestamp())
    assert (await mail.taken()).attempts == 2


async def test_an_attempt_that_never_reached_the_engine_does_not_count(mail: Mail) -> None:
    await mail.arrives(mail.item("w1"))
    for _ in range(MAX_ATTEMPTS * 2):
        await store.retry(mail.conn, await mail.taken(), error="Away", counts=False)
        await mail.change("w1", retry_at=None)
    assert (await mail.taken()).attempts == 1


async def test_a_retry_wakes_no_message_that_is_done(mail: Mail) -> None:
    await mail.arrives(mail.item("w1"))
    message = await mail.taken()
    await mail.inbox.finish(mail.conn, message.wamid, masked=None)
    await store.retry(mail.conn, message, error="late")
    assert (await mail.row("w1")).state == "done"
    assert (await mail.row("w1")).retry_at is None


async def test_a_buried_message_lets_the_next_go_on(mail: Mail) -> None:
    await mail.arrives(mail.item("w1"), mail.item("w2", after_s=1))
    await mail.inbox.bury(mail.conn, Wamid("w1"), masked=None, error="Permanent")
    assert await mail.handled() == ["w2"]
    assert ((await mail.row("w1")).state, (await mail.row("w1")).last_error) == (
        "dead",
        "Permanent",
    )


async def test_a_buried_message_keeps_only_its_masked_words(mail: Mail) -> None:
    await mail.arrives(mail.item("w1"))
    masked = IncomingText(text="nací el •••")
    await mail.inbox.bury(mail.conn, Wamid("w1"), masked=masked, error="Permanent")
    assert (await mail.inbox.read(mail.conn, Wamid("w1"))).message == masked


async def test_a_buried_message_that_comes_again_stays_buried(mail: Mail) -> None:
    await mail.arrives(mail.item("w1"))
    await mail.inbox.bury(mail.conn, Wamid("w1"), masked=None, error="Permanent")
    assert await mail.arrives(mail.item("w1")) == []
    assert await mail.take() is None


async def test_an_exhausted_message_finds_no_attempt_left(mail: Mail) -> None:
    await mail.arrives(mail.item("w1"))
    await store.exhaust(mail.conn, Wamid("w1"), error="ReplayDiffers")
    assert (await mail.taken()).attempts > MAX_ATTEMPTS


async def test_whoever_waits_longest_is_named_first(mail: Mail) -> None:
    await mail.arrives(mail.item("w1", whose=mail.theirs), mail.item("w2"), mail.item("w3"))
    assert await store.waiting(mail.conn, 10) == [mail.theirs, mail.mine]
    assert await store.waiting(mail.conn, 1) == [mail.theirs]


async def test_nobody_waits_when_all_is_done(mail: Mail) -> None:
    await mail.arrives(mail.item("w1"))
    await mail.handled()
    assert await store.waiting(mail.conn, 10) == []


async def test_what_came_in_between_is_seen(mail: Mail) -> None:
    await mail.arrives(mail.item("w1"))
    since = (await mail.row("w1")).received_at
    await mail.arrives(mail.item("w2"), mail.item("w3"))
    yes = await mail.inbox.read(mail.conn, Wamid("w3"))
    assert await store.has_arrived_between(mail.conn, yes, since=since)


async def test_nothing_in_between_is_seen_as_nothing(mail: Mail) -> None:
    await mail.arrives(mail.item("w1"))
    since = (await mail.row("w1")).received_at
    await mail.arrives(mail.item("other", whose=mail.theirs), mail.item("w2"))
    await mail.arrives(mail.item("later"))
    yes = await mail.inbox.read(mail.conn, Wamid("w2"))
    assert not await store.has_arrived_between(mail.conn, yes, since=since)


async def test_a_turn_that_fails_leaves_its_attempt_and_nothing_else(
    database: Database, vault: Vault, clock: HandClock
) -> None:
    async with database.transaction() as conn:
        contact_id = await arrive(conn, clock)
        mail = Mail(conn, Inbox(vault), contact_id, contact_id, clock.now())
        await mail.arrives(mail.item("w1"))
        await mail.taken()
    await finish_and_fail(database, Inbox(vault))
    async with database.transaction() as conn:
        again = await Inbox(vault).take(conn, contact_id)
    assert again is not None
    assert again.attempts == 2


async def finish_and_fail(database: Database, mailbox: Inbox) -> None:
    """Take back a transaction in which `w1` was done."""
    async with database.transaction() as conn:
        await mailbox.finish(conn, Wamid("w1"), masked=None)
        await conn.rollback()
