"""One pass over the ledger: proved by itself, and what rests in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Final

import sqlalchemy as sa

from bot.ledger import installment_proof, proof
from bot.ledger import service as ledger
from bot.ledger.installment_proof import InstallmentSum
from bot.ledger.proof import Excess, Figures
from bot.storage.database import Database

# Two readings of one account must not have a payment between them.
_AT_ONE_MOMENT: Final = sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


class LedgerPass:
    """Each page in a transaction of its own, so that nobody waits for a long reading."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def transactions(self) -> AsyncIterator[list[Excess]]:
        """The transactions that do not balance: none, as long as the database keeps its word."""
        after = 0
        while True:
            async with self._database.transaction() as conn:
                page, last = await proof.unbalanced(conn, after=after)
            if last is None:
                return
            after = last
            yield page

    async def accounts(self) -> AsyncIterator[list[Figures]]:
        """The figures of every account."""
        after = ""
        while True:
            async with self._database.transaction() as conn:
                await conn.execute(_AT_ONE_MOMENT)
                page, last = await proof.figures(conn, after=after)
            if last is None:
                return
            after = last
            yield page

    async def installments(self) -> AsyncIterator[list[InstallmentSum]]:
        """The instalments whose paid sum is not what the ledger's payments gave them."""
        async with self._database.transaction() as conn:
            yield await installment_proof.disagreeing(conn)

    async def rests(self) -> AsyncIterator[Sequence[ledger.Unapplied | ledger.CreditHeld]]:
        """Money without an account, and beyond a debt."""
        async with self._database.transaction() as conn:
            yield await ledger.unapplied(conn)
            yield await ledger.credits(conn)
