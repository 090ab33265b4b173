"""What is known of an account beside its figures; what a person has claimed pauses it."""

from __future__ import annotations

from typing import Final, Literal, get_args

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.ids import AccountId
from bot.ledger.model import Account
from bot.ledger.reach import asking
from bot.ledger.tables import accounts

Claim = Literal["disputed", "identity_theft", "refused"]

CLAIMS: Final[frozenset[str]] = frozenset(get_args(Claim))


@asking
async def raise_flag(conn: AsyncConnection, account_id: AccountId, flag: Claim) -> None:
    """Mark the account until a person has settled the claim; marking it again changes nothing."""
    await conn.execute(
        sa.update(accounts)
        .where(accounts.c.id == account_id, ~accounts.c.flags.contains([flag]))
        .values(flags=sa.func.array_append(accounts.c.flags, flag))
    )


def is_paused(account: Account) -> bool:
    """Whether nothing may be asked for: the person says that it is not theirs or not so, or no."""
    return not CLAIMS.isdisjoint(account.flags)
