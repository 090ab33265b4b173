"""A contact's words on their way to the people who have the chat."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cases import notes, store
from bot.cases.model import Author, Case, Note, Reason
from bot.contacts.model import Contact
from bot.kernel.ids import Wamid
from bot.kernel.privacy import Vault, mask_digits


async def relay_inbound(
    conn: AsyncConnection,
    vault: Vault,
    *,
    contact: Contact,
    text: str,
    wamid: Wamid,
    now: datetime,
) -> Case:
    """Write what the contact said in the case through which people have the chat.

    Digits are hidden until the contact is verified. The same wamid is written once. A chat that
    people have without a case gets one, so that nobody writes into the void.
    """
    case = await store.held_case(conn, contact.id) or await store.open_case(
        conn, contact_id=contact.id, reason=Reason.ASK_HUMAN, now=now, hand_over=True
    )
    shown = text if contact.is_verified(now) else mask_digits(text)
    note = Note(author=Author.CONTACT, text=shown, source=f"wamid:{wamid}")
    await notes.add(conn, vault, case_id=case.id, note=note, now=now)
    return case
