"""What a verified contact owes, as lines for agents."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.model import Contact
from bot.kernel.clock import local_date
from bot.ledger import service as ledger
from bot.locale.formats import money
from bot.locale.locales import locale_for


async def ledger_balances(
    conn: AsyncConnection, contact: Contact, now: datetime
) -> tuple[str, ...]:
    """One line per account, such as `••4471 $980.01 MXN`; a doubtful one shows no amount."""
    if contact.customer_id is None:
        return ()
    locale = locale_for(contact.language, contact.country)
    lines = []
    for account in await ledger.accounts_of(conn, contact.customer_id):
        try:
            today = local_date(now, account.zone)
            owed = await ledger.balance(conn, account.id, today=today)
            lines.append(f"••{account.last4} {money(owed.total, locale)}")
        except ledger.LedgerDoubt:
            lines.append(f"••{account.last4} ?")
    return tuple(lines)
