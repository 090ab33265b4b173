"""Live and test payments never share a database: it remembers which of the two it holds."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.errors import SaldoError
from bot.payments.tables import pay_mode


class ModeMixed(SaldoError):
    """The Stripe key is of the other mode than the payments in this database."""

    def __init__(self, *, is_live: bool) -> None:
        ours, held = ("live", "test") if is_live else ("test", "live")
        super().__init__(
            f"SALDO_STRIPE_SECRET_KEY is a {ours} key, but this database holds {held} payments: "
            f"use the {held} key, or another database"
        )


async def claim_mode(conn: AsyncConnection, *, is_live: bool) -> None:
    """Say which mode this database is for, for good; raises ModeMixed when it is for the other."""
    row = insert(pay_mode).values(is_only=True, is_live=is_live)
    await conn.execute(row.on_conflict_do_nothing())
    if await conn.scalar(sa.select(pay_mode.c.is_live)) != is_live:
        raise ModeMixed(is_live=is_live)
