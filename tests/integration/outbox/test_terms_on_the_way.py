"""A yes counts only for terms that left us, with nothing said in between."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.kernel.ids import ContactId, OutboxId
from bot.outbox import store
from tests.support.office import Office


@pytest.fixture
async def contact_id(office: Office) -> ContactId:
    return await office.person()


async def terms(office: Office, contact_id: ContactId) -> OutboxId:
    """Terms as they are stored; their words do not matter here."""
    written = await office.says(contact_id)
    await office.change(written, reply_key="terms.full")
    return written


async def followed(office: Office, outbox_id: OutboxId) -> bool:
    async with office.database.transaction() as conn:
        now = (await conn.execute(sa.select(sa.func.clock_timestamp()))).scalar_one()
        return await store.has_followed(conn, outbox_id, before=now + timedelta(seconds=1))


@pytest.mark.parametrize("state", ["sent", "delivered", "read"])
async def test_terms_that_left_us_have_their_moment(
    office: Office, contact_id: ContactId, state: str
) -> None:
    written = await office.says(contact_id)
    await office.send()
    await office.change(written, reply_key="terms.full", state=state)
    async with office.database.transaction() as conn:
        assert await store.terms_sent_at(conn, written) == (await office.row(written))["sent_at"]


@pytest.mark.parametrize("state", ["queued", "sending", "failed", "refused", "unknown"])
async def test_terms_that_did_not_leave_us_have_none(
    office: Office, contact_id: ContactId, state: str
) -> None:
    written = await terms(office, contact_id)
    await office.change(written, state=state, sent_at=sa.func.clock_timestamp())
    async with office.database.transaction() as conn:
        assert await store.terms_sent_at(conn, written) is None


async def test_the_neutral_line_in_place_of_terms_is_no_terms(
    office: Office, contact_id: ContactId
) -> None:
    written = await office.says(contact_id, key="pay.nothing_to_pay", origin="bot")
    await office.send()
    assert (await office.row(written))["reply_key"] == "guard.neutral"
    async with office.database.transaction() as conn:
        assert await store.terms_sent_at(conn, written) is None


async def test_terms_alone_are_followed_by_nothing(office: Office, contact_id: ContactId) -> None:
    first = await office.says(contact_id, "antes")
    written = await terms(office, contact_id)
    await office.change(written, state="sent")
    await office.send(rounds=2)
    assert not await followed(office, written)
    assert await office.state(first) == "sent"


async def test_anything_sent_after_terms_is_seen(office: Office, contact_id: ContactId) -> None:
    written = await terms(office, contact_id)
    await office.change(written, state="sent")
    await office.says(contact_id, "después")
    await office.send(rounds=2)
    assert await followed(office, written)


async def test_what_was_said_to_somebody_else_is_not_in_between(
    office: Office, contact_id: ContactId
) -> None:
    written = await terms(office, contact_id)
    await office.says(await office.person("+573001234567"), "otra persona")
    await office.send(rounds=2)
    assert not await followed(office, written)
