"""What money that went back, or came back after all, does to the agreement it was paid for."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.ids import AccountId
from bot.kernel.money import Money


async def money_went_back(
    conn: AsyncConnection,
    account_id: AccountId,
    *,
    payment_id: str,
    amount: Money,
    day: date,
    posted_at: datetime,
) -> None:
    """`amount` of the payment went back on `day`: agreements are left as they are."""


async def money_came_back(
    conn: AsyncConnection,
    account_id: AccountId,
    *,
    payment_id: str,
    amount: Money,
    day: date,
    posted_at: datetime,
) -> None:
    """`amount` of the payment, gone before, counts again: agreements are left as they are."""
