"""People for tests: contacts as values, and customers and contacts as rows."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts import store
from bot.contacts.model import Contact, Customer, CustomerRecord
from bot.kernel.ids import ContactId, CustomerId
from bot.kernel.privacy import Vault
from tests.support.clock import HandClock

NOW = HandClock().now()
PHONE = "+525512345678"
VERIFIED = {"customer_id": CustomerId("CUS-1"), "verified_until": NOW + timedelta(hours=1)}


def contact(**changes: Any) -> Contact:
    """Someone unverified who just wrote and talks with the bot."""
    state: dict[str, Any] = {
        "id": ContactId("con_1"),
        "country": "MX",
        "zone": "America/Mexico_City",
        "language": "es",
        "language_is_fixed": False,
        "epoch": 0,
        "lease_until": None,
        "holder": "bot",
        "holder_epoch": 0,
        "identity_open": False,
        "customer_id": None,
        "verified_until": None,
        "locked_until": None,
        "opted_out_at": None,
        "last_inbound_at": NOW,
        "misunderstood": 0,
        "created_at": NOW,
    }
    return Contact(**{**state, **changes})


def record(customer_id: str = "CUS-1", *, phone: str = PHONE, **facts: Any) -> CustomerRecord:
    """A customer of the portfolio, born 1987-06-14 and living in 06700 unless told otherwise."""
    known: dict[str, Any] = {
        "date_of_birth": date(1987, 6, 14),
        "postcode": "06700",
        "document_last4": None,
    }
    customer = Customer(
        id=CustomerId(customer_id),
        name="Rocío Méndez Lara",
        first_name="Rocío",
        last_name="Méndez Lara",
        phone=phone,
        country="MX",
        zone="America/Mexico_City",
        language="es",
        consents=("whatsapp",),
    )
    return CustomerRecord(customer=customer, **{**known, **facts})


async def save(conn: AsyncConnection, vault: Vault, *records: CustomerRecord) -> None:
    for one in records or (record(),):
        await store.save_customer(conn, one, vault)


async def arrive(conn: AsyncConnection, clock: HandClock, *, phone: str = PHONE) -> ContactId:
    """Someone writes from `phone`: their contact, its reply window open."""
    contact_id = await store.resolve(conn, phone=phone, user_id=None, now=clock.now())
    await store.touch(conn, contact_id, inbound_at=clock.now())
    return contact_id
