"""People and parts that tests of the agents' desk share."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts import store as contacts
from bot.contacts.model import Contact, Customer, CustomerRecord
from bot.contacts.tables import contacts as contacts_table
from bot.handoff.agents import Agents
from bot.inbox.store import Inbox, InboxItem
from bot.kernel.clock import Clock
from bot.kernel.ids import ContactId, CustomerId, Wamid
from bot.kernel.messages import IncomingText
from bot.kernel.privacy import Vault
from bot.locale.catalogs import load_catalogs
from bot.outbox.tables import outbox
from tests.support.way_out import way_out

PHONE = "+525512345678"
NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
CATALOGS = load_catalogs()
ROCIO = Customer(
    id=CustomerId("CUS-1"),
    name="Rocío Méndez Lara",
    first_name="Rocío",
    last_name="Méndez Lara",
    phone=PHONE,
    country="MX",
    zone="America/Mexico_City",
    language="es",
    consents=("whatsapp",),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """An outgoing row, as far as tests look at it."""

    id: str
    key: str
    origin: str
    body: str


def agents(vault: Vault, clock: Clock) -> Agents:
    return Agents(way_out(clock), vault)


async def stranger(conn: AsyncConnection, phone: str = PHONE) -> Contact:
    """A contact who has just written and proved nothing."""
    contact_id = await contacts.resolve(conn, phone=phone, user_id=None, now=NOW)
    await contacts.touch(conn, contact_id, inbound_at=NOW)
    return await contacts.load(conn, contact_id)


async def verified(conn: AsyncConnection, vault: Vault) -> Contact:
    """Rocío, who has just proved who she is."""
    record = CustomerRecord(
        customer=ROCIO, date_of_birth=date(1987, 6, 14), postcode="06700", document_last4=None
    )
    await contacts.save_customer(conn, record, vault)
    contact = await stranger(conn)
    await conn.execute(
        sa.update(contacts_table)
        .where(contacts_table.c.id == contact.id)
        .values(customer_id=ROCIO.id, verified_until=NOW + timedelta(hours=12))
    )
    return await contacts.load(conn, contact.id)


async def says(
    conn: AsyncConnection, vault: Vault, contact: Contact, text: str, at: datetime = NOW
) -> Wamid:
    """Put a message of the contact in the inbox."""
    wamid = Wamid(f"wamid.{text}.{at.timestamp()}")
    item = InboxItem(
        wamid=wamid, contact_id=contact.id, message=IncomingText(text=text), vendor_at=at
    )
    await Inbox(vault).insert(conn, [item])
    return wamid


async def queued(conn: AsyncConnection, contact_id: ContactId) -> list[Queued]:
    """What waits to be sent to the contact, oldest first."""
    rows = await conn.execute(
        sa.select(outbox).where(outbox.c.contact_id == contact_id).order_by(outbox.c.seq)
    )
    return [
        Queued(id=row.id, key=row.reply_key, origin=row.origin, body=row.message["body"])
        for row in rows
    ]
