"""What the ledger says, read straight from it: the demo believes no message."""

from __future__ import annotations

from bot.kernel.clock import Clock, local_date
from bot.kernel.money import Money
from bot.launch.demo.script import Conversation
from bot.ledger import service as ledger
from bot.storage.database import Database


async def owed(database: Database, conversation: Conversation, clock: Clock) -> Money:
    """The whole balance of the conversation's account."""
    today = local_date(clock.now(), conversation.zone)
    async with database.transaction() as conn:
        balance = await ledger.balance(conn, conversation.account, today=today)
    return balance.total
