"""People change numbers: the new address joins the contact that has the old one."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.tables import contact_aliases
from bot.kernel.ids import ContactId


async def join(
    conn: AsyncConnection, contact_id: ContactId, *, phone: str | None, user_id: str | None
) -> None:
    """Let `contact_id` be reached at these addresses too; one that has a contact stays there."""
    aliases = [(kind, value) for kind, value in (("phone", phone), ("user_id", user_id)) if value]
    await conn.execute(
        insert(contact_aliases)
        .values([{"kind": k, "value": v, "contact_id": contact_id} for k, v in aliases])
        .on_conflict_do_nothing()
    )
