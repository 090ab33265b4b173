"""Reading and writing people. Functions take the caller's transaction and never commit."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.model import Contact, Customer, CustomerRecord
from bot.contacts.tables import contact_aliases, contacts, customers, identity_factors
from bot.kernel.ids import ContactId, CustomerId, new_id
from bot.kernel.messages import Language
from bot.kernel.phone import country_of
from bot.kernel.privacy import Vault

# Where someone is assumed to be until a customer record says it: only for greeting and dates.
_ZONES: Final = {"MX": "America/Mexico_City", "CO": "America/Bogota", "US": "America/New_York"}
_NOWHERE: Final = "ZZ"  # ISO's code for a country that is not known


async def resolve(
    conn: AsyncConnection, *, phone: str | None, user_id: str | None, now: datetime
) -> ContactId:
    """The contact behind a canonical phone and/or WhatsApp user id, created when new.

    An alias seen for the first time joins the contact its sibling belongs to; an alias that
    already has a contact never moves here.
    """
    aliases = [(k, v) for k, v in (("phone", phone), ("user_id", user_id)) if v]
    known = await _known(conn, aliases)
    if len(known) == len(aliases):
        return next(iter(known.values()))
    contact_id = next(iter(known.values()), None) or await _create(conn, phone, now)
    await conn.execute(
        insert(contact_aliases)
        .values([{"kind": k, "value": v, "contact_id": contact_id} for k, v in aliases])
        .on_conflict_do_nothing()
    )
    return next(iter((await _known(conn, aliases)).values()))


async def load(conn: AsyncConnection, contact_id: ContactId) -> Contact:
    """The contact as it stands in this transaction."""
    row = (await conn.execute(_SELECT_CONTACT, {"contact_id": contact_id})).mappings().one()
    return Contact.of(row)


async def touch(
    conn: AsyncConnection,
    contact_id: ContactId,
    *,
    inbound_at: datetime,
    verified_until: datetime | None = None,
) -> None:
    """Note a person's message: it opens the 24-hour window; the window never moves back.

    `verified_until`, when given, is how long the proof of who they are holds from here.
    """
    values = {"contact": contact_id, "inbound_at": inbound_at, "proof": verified_until}
    await conn.execute(_TOUCH, values)


async def set_language(
    conn: AsyncConnection, contact_id: ContactId, language: Language, *, is_fixed: bool
) -> None:
    """Answer this person in `language`; a fixed one was asked for, detection leaves it alone."""
    await _update(conn, contact_id, language=language, language_is_fixed=is_fixed)


async def count_misunderstanding(conn: AsyncConnection, contact_id: ContactId) -> int:
    """One more message in a row that was not understood; returns how many there are now."""
    counted = await conn.execute(
        sa.update(contacts)
        .where(contacts.c.id == contact_id)
        .values(misunderstood=contacts.c.misunderstood + 1)
        .returning(contacts.c.misunderstood)
    )
    return int(counted.scalar_one())


async def clear_misunderstandings(conn: AsyncConnection, contact_id: ContactId) -> None:
    """A message was understood: the row of misunderstandings is over."""
    await conn.execute(
        sa.update(contacts)
        .where(contacts.c.id == contact_id, contacts.c.misunderstood > 0)
        .values(misunderstood=0)
    )


async def opt_out(conn: AsyncConnection, contact_id: ContactId, now: datetime) -> None:
    """Stop writing to this person, from now on."""
    await _update(conn, contact_id, opted_out_at=now, identity_open=False)


async def opt_in(conn: AsyncConnection, contact_id: ContactId) -> None:
    """The person asked to hear from us again."""
    await _update(conn, contact_id, opted_out_at=None)


async def hand_to_agent(conn: AsyncConnection, contact_id: ContactId) -> None:
    """Give the chat to a person: the bot is silent from the moment this commits."""
    await _change_holder(conn, contact_id, "agent")


async def give_back(conn: AsyncConnection, contact_id: ContactId) -> None:
    """Give the chat back to the bot."""
    await _change_holder(conn, contact_id, "bot")


async def customers_of(conn: AsyncConnection, contact_id: ContactId) -> list[Customer]:
    """The customers whose phone is this contact's: the only candidates for who they are."""
    phones = sa.select(contact_aliases.c.value).where(
        contact_aliases.c.contact_id == contact_id, contact_aliases.c.kind == "phone"
    )
    rows = await conn.execute(
        sa.select(customers).where(customers.c.phone.in_(phones)).order_by(customers.c.id)
    )
    return [_customer(row) for row in rows.mappings()]


async def customer(conn: AsyncConnection, customer_id: CustomerId) -> Customer:
    """One customer."""
    found = await conn.execute(sa.select(customers).where(customers.c.id == customer_id))
    return _customer(found.mappings().one())


async def contact_of_customer(
    conn: AsyncConnection, customer_id: CustomerId, now: datetime
) -> ContactId:
    """The contact that a customer's phone belongs to, created when they never wrote."""
    phone = (await customer(conn, customer_id)).phone
    return await resolve(conn, phone=phone, user_id=None, now=now)


async def save_customer(conn: AsyncConnection, record: CustomerRecord, vault: Vault) -> None:
    """Write a customer and the hashes of their identity factors, replacing what was there."""
    values = {**asdict(record.customer), "consents": list(record.customer.consents)}
    await conn.execute(
        insert(customers).values(values).on_conflict_do_update(index_elements=["id"], set_=values)
    )
    owner = record.customer.id
    await conn.execute(sa.delete(identity_factors).where(identity_factors.c.customer_id == owner))
    hashes = [
        {"customer_id": owner, "factor": factor, "hash": vault.factor_hash(owner, factor, value)}
        for factor, value in record.factors().items()
    ]
    if hashes:
        await conn.execute(insert(identity_factors).values(hashes))


_INBOUND_AT: Final = sa.bindparam("inbound_at", type_=contacts.c.last_inbound_at.type)
_PROOF: Final = sa.bindparam("proof", type_=contacts.c.verified_until.type)
_TOUCH: Final = (
    sa.update(contacts)
    .where(contacts.c.id == sa.bindparam("contact"))
    .values(
        last_inbound_at=sa.func.greatest(contacts.c.last_inbound_at, _INBOUND_AT),
        verified_until=sa.func.coalesce(_PROOF, contacts.c.verified_until),
    )
)
_SELECT_CONTACT: Final = sa.select(contacts).where(contacts.c.id == sa.bindparam("contact_id"))


async def _known(conn: AsyncConnection, aliases: list[tuple[str, str]]) -> dict[str, ContactId]:
    pair = sa.tuple_(contact_aliases.c.kind, contact_aliases.c.value)
    # Phones first: when phone and user id belong to two contacts, it is the phone's that is meant.
    rows = await conn.execute(
        sa.select(contact_aliases).where(pair.in_(aliases)).order_by(contact_aliases.c.kind)
    )
    return {row.kind: ContactId(row.contact_id) for row in rows}


async def _create(conn: AsyncConnection, phone: str | None, now: datetime) -> ContactId:
    person = await _portfolio_person(conn, phone)
    country = person.country if person else _country(phone)
    contact_id = ContactId(new_id("con"))
    await conn.execute(
        insert(contacts).values(
            id=contact_id,
            country=country,
            zone=person.zone if person else _ZONES.get(country, "UTC"),
            language=person.language if person else ("en" if country == "US" else "es"),
            language_is_fixed=False,
            epoch=0,
            holder="bot",
            holder_epoch=0,
            identity_open=False,
            misunderstood=0,
            created_at=now,
        )
    )
    return contact_id


async def _portfolio_person(conn: AsyncConnection, phone: str | None) -> Customer | None:
    if phone is None:
        return None
    found = await conn.execute(
        sa.select(customers).where(customers.c.phone == phone).order_by(customers.c.id).limit(1)
    )
    row = found.mappings().first()
    return _customer(row) if row else None


def _country(phone: str | None) -> str:
    country = country_of(phone) if phone else None
    return country or _NOWHERE


async def _change_holder(conn: AsyncConnection, contact_id: ContactId, holder: str) -> None:
    await conn.execute(
        sa.update(contacts)
        .where(contacts.c.id == contact_id, contacts.c.holder != holder)
        .values(holder=holder, holder_epoch=contacts.c.holder_epoch + 1, identity_open=False)
    )


async def _update(conn: AsyncConnection, contact_id: ContactId, **values: Any) -> None:
    await conn.execute(sa.update(contacts).where(contacts.c.id == contact_id).values(**values))


def _customer(row: Any) -> Customer:
    return Customer(**{**row, "consents": tuple(row["consents"])})
