"""One worker serves a contact at a time, and a late one saves nothing."""

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.contacts import claim as claims
from bot.contacts.claim import Claim, StaleClaim
from bot.contacts.tables import contacts
from bot.kernel.ids import ContactId
from bot.storage.database import Database
from tests.support.clock import HandClock
from tests.support.people import arrive


@pytest.fixture
async def contact_id(database: Database, clock: HandClock) -> ContactId:
    async with database.transaction() as conn:
        return await arrive(conn, clock)


async def acquire(database: Database, contact_id: ContactId) -> Claim | None:
    async with database.transaction() as conn:
        return await claims.acquire(conn, contact_id)


async def claimed(database: Database, contact_id: ContactId) -> Claim:
    claim = await acquire(database, contact_id)
    assert claim is not None
    return claim


async def lapse(database: Database) -> None:
    """Let every lease have ended a second ago."""
    ended = sa.func.clock_timestamp() - timedelta(seconds=1)
    async with database.transaction() as conn:
        await conn.execute(sa.update(contacts).values(lease_until=ended))


async def test_of_many_claimers_one_wins(database: Database, contact_id: ContactId) -> None:
    claims_made = await asyncio.gather(*(acquire(database, contact_id) for _ in range(8)))
    assert len([claim for claim in claims_made if claim is not None]) == 1


async def test_a_claimer_who_waited_for_the_row_sees_the_lease(
    database: Database, contact_id: ContactId
) -> None:
    async with database.transaction() as conn:
        assert await claims.acquire(conn, contact_id)
        second = asyncio.create_task(acquire(database, contact_id))
        await asyncio.wait([second], timeout=0.1)
        assert not second.done()
    assert await second is None


async def test_nobody_claims_a_contact_that_is_not(database: Database) -> None:
    assert await acquire(database, ContactId("con_nobody")) is None


async def test_a_lapsed_lease_may_be_claimed_anew(
    database: Database, contact_id: ContactId
) -> None:
    first = await claimed(database, contact_id)
    await lapse(database)
    second = await claimed(database, contact_id)
    assert second.epoch == first.epoch + 1


@pytest.mark.parametrize("act", [claims.renew, claims.hold])
async def test_a_stale_epoch_is_refused(
    database: Database, contact_id: ContactId, act: object
) -> None:
    stale = await claimed(database, contact_id)
    await lapse(database)
    await claimed(database, contact_id)
    with pytest.raises(StaleClaim):
        async with database.transaction() as conn:
            await act(conn, stale)  # type: ignore[operator]


async def test_a_lapsed_claim_that_nobody_took_still_counts(
    database: Database, contact_id: ContactId
) -> None:
    claim = await claimed(database, contact_id)
    await lapse(database)
    async with database.transaction() as conn:
        assert (await claims.renew(conn, claim)).epoch == claim.epoch
    assert await acquire(database, contact_id) is None


async def test_whoever_holds_the_row_keeps_others_out_until_it_commits(
    database: Database, contact_id: ContactId
) -> None:
    claim = await claimed(database, contact_id)
    await lapse(database)
    async with database.transaction() as conn:
        await claims.hold(conn, claim)
        thief = asyncio.create_task(acquire(database, contact_id))
        await asyncio.wait([thief], timeout=0.1)
        assert not thief.done()
    assert await thief is not None


async def test_a_released_contact_is_free_at_once(
    database: Database, contact_id: ContactId
) -> None:
    claim = await claimed(database, contact_id)
    async with database.transaction() as conn:
        await claims.release(conn, claim)
    assert (await claimed(database, contact_id)).epoch == claim.epoch + 1


async def test_a_stale_release_frees_nothing(database: Database, contact_id: ContactId) -> None:
    stale = await claimed(database, contact_id)
    await lapse(database)
    await claimed(database, contact_id)
    async with database.transaction() as conn:
        await claims.release(conn, stale)
    assert await acquire(database, contact_id) is None


async def test_the_business_clock_ends_no_lease(
    database: Database, contact_id: ContactId, clock: HandClock
) -> None:
    await claimed(database, contact_id)
    clock.advance(timedelta(days=400))
    assert await acquire(database, contact_id) is None
