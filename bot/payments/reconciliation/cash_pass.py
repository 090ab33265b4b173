"""One pass over the cash that people transferred to Stripe and no payment has used."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

from bot.payments.client import StripeClient
from bot.payments.reconciliation import rows
from bot.payments.reconciliation.facts import IdleCash
from bot.payments.reconciliation.rows import Customer
from bot.payments.reconciliation.stripe_side import known
from bot.storage.database import Database


class CashPass:
    """No event tells of this money: each Customer who may have some is asked for, one by one.

    A transfer of which the page was opened before the moment is left to the runs that saw it.
    """

    def __init__(self, database: Database, stripe: StripeClient, *, since: datetime) -> None:
        self._database = database
        self._stripe = stripe
        self._since = since

    async def customers(self) -> AsyncIterator[list[IdleCash]]:
        """What is idle, of every Customer who was offered a transfer since the moment."""
        after = ""
        while True:
            async with self._database.transaction() as conn:
                page = await rows.customers_with_transfers(conn, self._since, after=after)
            if not page:
                return
            after = page[-1].id
            yield [cash for customer in page for cash in await self._idle(customer)]

    async def _idle(self, customer: Customer) -> list[IdleCash]:
        amounts = await known(self._stripe.idle_cash(customer.id)) or ()
        return [
            IdleCash(
                customer_id=customer.id,
                account_id=customer.account_id,
                folio=customer.folio,
                amount=amount,
            )
            for amount in amounts
        ]
