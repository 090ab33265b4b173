"""One reconciliation at a time: asked for, claimed under a lease, and how far it is.

Leases go by the wall clock: one whose process died can be claimed by the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.errors import Rejected, Transient
from bot.payments.reconciliation.tables import claims

_LEASE: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The run that is asked for or under way; `step` None: it has not begun."""

    asked_by: str
    asked_at: datetime
    step: str | None
    looked_at: int


async def ask(conn: AsyncConnection, *, by: str, now: datetime) -> bool:
    """Ask for a run as soon as somebody can; False when one is asked for or under way already."""
    row = {"is_only": True, "asked_by": by, "asked_at": now, "looked_at": 0}
    written = await conn.execute(insert(claims).values(row).on_conflict_do_nothing())
    return bool(written.rowcount)


async def current(conn: AsyncConnection) -> Claim | None:
    """The run that is asked for or under way."""
    row = (await conn.execute(sa.select(claims))).first()
    if row is None:
        return None
    return Claim(
        asked_by=row.asked_by, asked_at=row.asked_at, step=row.step, looked_at=row.looked_at
    )


async def asked_by(conn: AsyncConnection, *, wall_now: datetime) -> str | None:
    """Who waits for a run that nobody works on; None when nobody does."""
    free = sa.or_(claims.c.lease_until.is_(None), claims.c.lease_until < wall_now)
    found: str | None = await conn.scalar(sa.select(claims.c.asked_by).where(free))
    return found


async def claim(
    conn: AsyncConnection, run_id: str, *, by: str, now: datetime, wall_now: datetime
) -> None:
    """Make this run the only one; raises Rejected `reconciliation_running`."""
    lease = {"run_id": run_id, "lease_until": wall_now + _LEASE, "step": None, "looked_at": 0}
    is_free = sa.or_(claims.c.lease_until.is_(None), claims.c.lease_until < wall_now)
    written = await conn.execute(
        insert(claims)
        .values(is_only=True, asked_by=by, asked_at=now, **lease)
        .on_conflict_do_update(index_elements=["is_only"], set_=lease, where=is_free)
    )
    if not written.rowcount:
        raise Rejected("reconciliation_running")


async def hold(
    conn: AsyncConnection, run_id: str, *, step: str, looked_at: int, wall_now: datetime
) -> None:
    """Say how far the run is, and keep it; raises Transient when it was taken over."""
    held = await conn.execute(
        sa.update(claims)
        .where(claims.c.run_id == run_id)
        .values(step=step, looked_at=looked_at, lease_until=wall_now + _LEASE)
    )
    if not held.rowcount:
        raise Transient("the reconciliation was taken over")


async def release(conn: AsyncConnection, run_id: str) -> None:
    """The run is over, and the next may begin."""
    await conn.execute(sa.delete(claims).where(claims.c.run_id == run_id))
