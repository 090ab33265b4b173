"""What an agent is told about a case, read in one go."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cases.model import Case
from bot.cases.thread import last_words
from bot.contacts import store as contacts
from bot.contacts.model import Contact
from bot.handoff.card import CardFacts
from bot.kernel.privacy import Vault

# Ready lines such as `••4471 $980.01 MXN` for a verified contact; never asked for anyone else.
Balances = Callable[[AsyncConnection, Contact, datetime], Awaitable[tuple[str, ...]]]


async def brief(
    conn: AsyncConnection, vault: Vault, case: Case, *, balances: Balances, now: datetime
) -> CardFacts:
    """The facts of a case; name and balance only of a verified contact."""
    contact = await contacts.load(conn, case.contact_id)
    is_verified = contact.is_verified(now)
    name = None
    if is_verified and contact.customer_id is not None:
        name = (await contacts.customer(conn, contact.customer_id)).name
    return CardFacts(
        case=case,
        name=name,
        country=contact.country,
        zone=contact.zone,
        contact_language=contact.language,
        is_verified=is_verified,
        balances=await balances(conn, contact, now) if is_verified else (),
        last_words=tuple(await last_words(conn, vault, case)),
    )
