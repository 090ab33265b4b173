"""People as rows."""

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts import store
from bot.contacts.aliases import aliases_of, find, join
from bot.contacts.tables import contacts
from bot.kernel.ids import ContactId, CustomerId
from bot.kernel.privacy import Vault
from bot.storage.database import Database
from tests.support.clock import HandClock
from tests.support.people import PHONE, arrive, record, save

USER = "MX.user-1"


async def resolve(
    conn: AsyncConnection, clock: HandClock, phone: str | None = None, user_id: str | None = None
) -> ContactId:
    return await store.resolve(conn, phone=phone, user_id=user_id, now=clock.now())


async def test_the_same_phone_is_the_same_contact(conn: AsyncConnection, clock: HandClock) -> None:
    first = await resolve(conn, clock, PHONE)
    assert await resolve(conn, clock, PHONE) == first
    assert await resolve(conn, clock, "+573001234567") != first


async def test_a_new_user_id_joins_its_phone(conn: AsyncConnection, clock: HandClock) -> None:
    by_phone = await resolve(conn, clock, PHONE)
    assert await resolve(conn, clock, PHONE, USER) == by_phone
    assert await resolve(conn, clock, None, USER) == by_phone


async def test_a_new_phone_joins_its_user_id(conn: AsyncConnection, clock: HandClock) -> None:
    by_user = await resolve(conn, clock, None, USER)
    assert await resolve(conn, clock, PHONE, USER) == by_user
    assert await resolve(conn, clock, PHONE) == by_user


@pytest.mark.parametrize("first", ["phone", "user_id"])
async def test_of_two_contacts_the_phones_is_meant(
    conn: AsyncConnection, clock: HandClock, first: str
) -> None:
    both = {"phone": PHONE, "user_id": USER}
    for kind in sorted(both, key=lambda kind: kind != first):
        await resolve(conn, clock, **{kind: both[kind]})
    by_phone = await resolve(conn, clock, PHONE)
    assert await resolve(conn, clock, PHONE, USER) == by_phone
    assert await resolve(conn, clock, None, USER) != by_phone


async def test_two_first_messages_at_once_make_one_contact(
    database: Database, clock: HandClock
) -> None:
    async def one() -> ContactId:
        async with database.transaction() as conn:
            return await resolve(conn, clock, PHONE, USER)

    assert len(set(await asyncio.gather(*(one() for _ in range(5))))) == 1


async def test_a_moved_number_reaches_the_same_contact(
    conn: AsyncConnection, clock: HandClock
) -> None:
    contact_id = await resolve(conn, clock, PHONE)
    await join(conn, contact_id, aliases_of("+525599999999", USER))
    assert await resolve(conn, clock, "+525599999999") == contact_id
    assert await resolve(conn, clock, None, USER) == contact_id


async def test_a_number_that_is_somebodys_does_not_move(
    conn: AsyncConnection, clock: HandClock
) -> None:
    mine, theirs = await resolve(conn, clock, PHONE), await resolve(conn, clock, "+525599999999")
    await join(conn, mine, aliases_of("+525599999999", None))
    assert await resolve(conn, clock, "+525599999999") == theirs


async def test_many_addresses_are_found_at_once(conn: AsyncConnection, clock: HandClock) -> None:
    mine = await resolve(conn, clock, PHONE, USER)
    asked = [("phone", PHONE), ("user_id", USER), ("phone", "+525500000000")]
    assert await find(conn, asked) == {("phone", PHONE): mine, ("user_id", USER): mine}
    assert await find(conn, []) == {}


@pytest.mark.parametrize(
    ("phone", "country", "language"),
    [
        ("+525512345678", "MX", "es"),
        ("+573001234567", "CO", "es"),
        ("+15125550123", "US", "en"),
        ("+33612345678", "FR", "es"),
    ],
)
async def test_a_stranger_is_placed_by_their_number(
    conn: AsyncConnection, clock: HandClock, phone: str, country: str, language: str
) -> None:
    contact = await store.load(conn, await resolve(conn, clock, phone))
    assert (contact.country, contact.language) == (country, language)
    assert contact.holder == "bot"
    assert contact.customer_id is None


async def test_a_customer_is_placed_by_the_portfolio(
    conn: AsyncConnection, clock: HandClock, vault: Vault
) -> None:
    await save(conn, vault, record(phone="+15125550123"))
    contact = await store.load(conn, await resolve(conn, clock, "+15125550123"))
    assert (contact.country, contact.zone, contact.language) == ("MX", "America/Mexico_City", "es")
    assert contact.customer_id is None


async def test_candidates_are_the_customers_of_the_phone(
    conn: AsyncConnection, clock: HandClock, vault: Vault
) -> None:
    await save(
        conn, vault, record("CUS-2"), record("CUS-1"), record("CUS-3", phone="+525500000000")
    )
    contact_id = await resolve(conn, clock, PHONE)
    assert [c.id for c in await store.customers_of(conn, contact_id)] == ["CUS-1", "CUS-2"]


async def test_a_user_id_alone_has_no_candidates(
    conn: AsyncConnection, clock: HandClock, vault: Vault
) -> None:
    await save(conn, vault)
    assert await store.customers_of(conn, await resolve(conn, clock, None, USER)) == []


async def test_a_customer_saved_again_replaces_every_factor(
    conn: AsyncConnection, vault: Vault
) -> None:
    await save(conn, vault, record(document_last4="2041"))
    await save(conn, vault, record(date_of_birth=None))
    known = await conn.execute(sa.text("SELECT factor FROM identity_factors"))
    assert [row.factor for row in known] == ["postcode"]
    assert await store.customer(conn, CustomerId("CUS-1")) == record().customer


async def test_a_customer_who_never_wrote_has_a_contact_too(
    conn: AsyncConnection, clock: HandClock, vault: Vault
) -> None:
    await save(conn, vault)
    contact_id = await store.contact_of_customer(conn, CustomerId("CUS-1"), clock.now())
    assert await arrive(conn, clock) == contact_id


async def test_the_window_never_moves_back(conn: AsyncConnection, clock: HandClock) -> None:
    contact_id = await arrive(conn, clock)
    await store.touch(conn, contact_id, inbound_at=clock.now() - timedelta(hours=5))
    assert (await store.load(conn, contact_id)).last_inbound_at == clock.now()


async def test_handing_over_and_back_raises_the_holders_epoch(
    conn: AsyncConnection, clock: HandClock
) -> None:
    contact_id = await arrive(conn, clock)
    seen = []
    for act in (store.hand_to_agent, store.hand_to_agent, store.give_back, store.give_back):
        await act(conn, contact_id)
        contact = await store.load(conn, contact_id)
        seen.append((contact.holder, contact.holder_epoch))
    assert seen == [("agent", 1), ("agent", 1), ("bot", 2), ("bot", 2)]


@pytest.mark.parametrize("act", ["hand_to_agent", "opt_out"])
async def test_verification_closes_when_the_bot_stops_asking(
    conn: AsyncConnection, clock: HandClock, act: str
) -> None:
    contact_id = await arrive(conn, clock)
    await conn.execute(sa.update(contacts).values(identity_open=True))
    arguments = [clock.now()] if act == "opt_out" else []
    await getattr(store, act)(conn, contact_id, *arguments)
    assert not (await store.load(conn, contact_id)).identity_open


async def test_opting_out_holds_until_it_is_undone(
    conn: AsyncConnection, clock: HandClock
) -> None:
    contact_id = await arrive(conn, clock)
    await store.opt_out(conn, contact_id, clock.now())
    assert (await store.load(conn, contact_id)).opted_out_at == clock.now()
    await store.opt_in(conn, contact_id)
    assert (await store.load(conn, contact_id)).opted_out_at is None


async def test_misunderstandings_count_only_in_a_row(
    conn: AsyncConnection, clock: HandClock
) -> None:
    contact_id = await arrive(conn, clock)
    assert [await store.count_misunderstanding(conn, contact_id) for _ in range(2)] == [1, 2]
    await store.clear_misunderstandings(conn, contact_id)
    assert await store.count_misunderstanding(conn, contact_id) == 1


async def test_a_wished_language_is_kept(conn: AsyncConnection, clock: HandClock) -> None:
    contact_id = await arrive(conn, clock)
    await store.set_language(conn, contact_id, "en", is_fixed=True)
    contact = await store.load(conn, contact_id)
    assert (contact.language, contact.language_is_fixed) == ("en", True)
