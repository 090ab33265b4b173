"""Looking many addresses up at once, and letting a new address join the contact of an old one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.tables import contact_aliases
from bot.kernel.ids import ContactId

Alias = tuple[Literal["phone", "user_id"], str]


def aliases_of(phone: str | None, user_id: str | None) -> list[Alias]:
    """The aliases of one address, the phone first."""
    found: list[Alias] = []
    if phone:
        found.append(("phone", phone))
    if user_id:
        found.append(("user_id", user_id))
    return found


async def find(conn: AsyncConnection, aliases: Collection[Alias]) -> dict[Alias, ContactId]:
    """The contacts of those aliases that have one."""
    if not aliases:
        return {}
    pair = sa.tuple_(contact_aliases.c.kind, contact_aliases.c.value)
    rows = await conn.execute(sa.select(contact_aliases).where(pair.in_(list(aliases))))
    return {(row.kind, row.value): ContactId(row.contact_id) for row in rows}


async def join(conn: AsyncConnection, contact_id: ContactId, aliases: Collection[Alias]) -> None:
    """Let the contact be reached at these too; an alias that has a contact stays where it is."""
    rows = [{"kind": kind, "value": value, "contact_id": contact_id} for kind, value in aliases]
    await conn.execute(insert(contact_aliases).values(rows).on_conflict_do_nothing())
