"""Money that reached the account another way."""

from __future__ import annotations

from bot.kernel.clock import Clock
from bot.kernel.ids import AccountId
from bot.kernel.money import Money
from bot.ledger import service as ledger
from bot.storage.database import Database


async def pay_elsewhere(
    database: Database, clock: Clock, amount: int, *, account: str = "ACC-1"
) -> None:
    """So many centavos arrive at the bank."""
    received = ledger.PaymentReceived(
        source="bank:1",
        account_id=AccountId(account),
        plan_id=None,
        installment_no=None,
        amount=Money(amount, "MXN"),
        received_at=clock.now(),
        method="transfer",
    )
    async with database.transaction() as conn:
        await ledger.post_payment(conn, received)
