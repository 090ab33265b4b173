"""The console's own question to the database: who is who, of those who proved it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.tables import contacts, customers
from bot.kernel.ids import ContactId


async def verified_names(
    conn: AsyncConnection, contact_ids: Iterable[ContactId], now: datetime
) -> dict[ContactId, str]:
    """The names of those contacts who are verified at `now`."""
    rows = await conn.execute(
        sa.select(contacts.c.id, customers.c.name)
        .join(customers, customers.c.id == contacts.c.customer_id)
        .where(contacts.c.id.in_(set(contact_ids)), contacts.c.verified_until > now)
    )
    return {ContactId(row.id): row.name for row in rows}
