"""Telling kindly, and once, that an agreement or a promise ended without its money."""

from __future__ import annotations

from bot.kernel.messages import Reply
from bot.ledger import service as ledger
from bot.ledger.service import Balance
from bot.usecases.call import Call
from bot.usecases.values import day, money


async def news_of(call: Call, balance: Balance) -> tuple[Reply, ...]:
    """One line on what was not kept, if they have not heard it and still owe; else nothing.

    No reason is asked and nobody is blamed; what can be done now follows it.
    """
    account = balance.account
    if not balance.total or ledger.is_paused(account):
        return ()
    found = await ledger.untold(call.conn, account.id)
    if found is None:
        return ()
    await ledger.mark_told(call.conn, account.id, call.now)
    values = {
        "folio": found.folio,
        "amount": money(found.amount),
        "due_on": day(found.due_on),
        "last4": account.last4,
    }
    return (Reply(key=f"return.{found.what}_not_kept", values=values),)
