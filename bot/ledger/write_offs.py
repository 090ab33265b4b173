"""Giving up what is owed: a write-off, which `reversals.reverse` takes back.

Functions take the caller's transaction and never commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.clock import local_date
from bot.kernel.errors import Rejected
from bot.kernel.ids import AccountId
from bot.ledger import journal, lifecycle, plans, store
from bot.ledger.allocation import less_owed
from bot.ledger.arranging import Moment
from bot.ledger.journal import Entry, Movement, fingerprint
from bot.ledger.model import OpenCharge


class NothingOwed(Rejected):
    """There is nothing to give up."""

    def __init__(self) -> None:
        super().__init__("nothing_owed")


async def write_off(
    conn: AsyncConnection,
    account_id: AccountId,
    *,
    source: str,
    reason: str,
    by: str,
    now: datetime,
) -> str:
    """Give up everything that is owed and return the transaction's id; the same source once.

    `by` is who decided, an id. The agreement in force is cancelled: nothing is left to pay.
    Raises NothingOwed, KeyReused, and Permanent for an unknown account.
    """
    owner = await store.lock_account(conn, account_id)
    input_hash = fingerprint({"account": account_id, "reason": reason})
    known = (await journal.recorded(conn, [source])).get(source)
    if known is not None:
        known.must_match(input_hash)
        return known.id
    movement = Movement(
        kind="write_off",
        account_id=account_id,
        key=source,
        input_hash=input_hash,
        occurred_on=local_date(now, owner.zone),
        posted_at=now,
        memo=f"{reason} ({by})",
        entries=_giving_up(await store.open_charges(conn, account_id)),
    )
    (booked,) = await journal.post(conn, [movement])
    plan = await plans.active_plan(conn, account_id)
    if plan is not None:
        at = Moment(day=movement.occurred_on, posted_at=now)
        await lifecycle.end(conn, plan, "cancelled", why="the debt was written off", at=at)
    return booked


def _giving_up(charges: Sequence[OpenCharge]) -> tuple[Entry, ...]:
    if not charges:
        raise NothingOwed
    lost = (Entry(book="write_off", amount=c.owed, component=c.charge.component) for c in charges)
    return (*lost, *less_owed((c, c.owed) for c in charges))
