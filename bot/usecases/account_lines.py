"""What an agent sees of a verified person's accounts, one ready line each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.model import Contact
from bot.kernel.clock import local_date
from bot.ledger import service as ledger
from bot.ledger.model import LedgerDoubt
from bot.locale import formats
from bot.locale.locales import locale_for


async def account_lines(conn: AsyncConnection, contact: Contact, now: datetime) -> tuple[str, ...]:
    """`••4471 $980.01 MXN` per account; one whose figures contradict each other shows `?`."""
    if contact.customer_id is None:
        return ()
    locale = locale_for(contact.language, contact.country)
    lines = []
    for account in await ledger.accounts_of(conn, contact.customer_id):
        try:
            today = local_date(now, account.zone)
            owed = await ledger.balance(conn, account.id, today=today)
            lines.append(f"••{account.last4} {formats.money(owed.total, locale)}")
        except LedgerDoubt:
            lines.append(f"••{account.last4} ?")
    return tuple(lines)
