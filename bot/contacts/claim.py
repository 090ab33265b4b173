"""The claim: one worker serves a contact at a time, by a lease on the contact's row and an epoch.

Every claim raises the epoch; whoever holds an older one is refused, however late it wakes up.
Leases use the database's wall clock, never the business clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.model import Contact
from bot.contacts.tables import contacts
from bot.kernel.errors import SaldoError
from bot.kernel.ids import ContactId
from bot.storage.database import FLUSH_LATER

# Longer than the engine's timeout plus the transactions around it.
LEASE: Final = timedelta(seconds=30)


class StaleClaim(SaldoError):
    """Another worker has claimed this contact: stop, nothing of this turn may be saved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to serve one contact until the lease ends or somebody claims it anew."""

    contact_id: ContactId
    epoch: int


async def acquire(conn: AsyncConnection, contact_id: ContactId) -> Claim | None:
    """Claim the contact unless a live lease is on it."""
    row = (await conn.execute(_ACQUIRE, {"contact": contact_id})).first()
    return Claim(contact_id=contact_id, epoch=row.epoch) if row else None


async def renew(conn: AsyncConnection, claim: Claim) -> Contact:
    """Extend the lease and load the contact; raises StaleClaim.

    The commit does not wait for the disk: a beginning that is lost is begun again.
    """
    return await _claimed(conn, _RENEW, claim)


async def hold(conn: AsyncConnection, claim: Claim) -> Contact:
    """Lock the contact's row until the transaction ends and load it; raises StaleClaim."""
    return await _claimed(conn, _HOLD, claim)


async def hold_for_action(conn: AsyncConnection, claim: Claim) -> Contact:
    """As `hold`, for a step of a turn: its commit does not wait for the disk.

    Nothing of it is said before the turn's own commit, which keeps both; without that one the turn
    runs again, whether or not this step was kept.
    """
    return await _claimed(conn, _HOLD_FOR_ACTION, claim)


async def release(conn: AsyncConnection, claim: Claim) -> None:
    """End the lease early; harmless when the claim is already stale."""
    await conn.execute(_RELEASE, _key(claim))


async def _claimed(conn: AsyncConnection, statement: sa.Executable, claim: Claim) -> Contact:
    found = await conn.execute(statement, _key(claim))
    row = found.columns(*contacts.c.keys()).mappings().first()
    if row is None:
        raise StaleClaim(f"contact {claim.contact_id} was claimed anew")
    return Contact.of(row)


def _key(claim: Claim) -> dict[str, str | int]:
    return {"contact": claim.contact_id, "held": claim.epoch}


# Built once: they run several times in every turn.
_WALL: Final = sa.func.clock_timestamp()
_THEM: Final = contacts.c.id == sa.bindparam("contact")
_IS_FREE: Final = sa.or_(contacts.c.lease_until.is_(None), contacts.c.lease_until < _WALL)
_IS_OURS: Final = sa.and_(_THEM, contacts.c.epoch == sa.bindparam("held"))
_ACQUIRE: Final = (
    sa.update(contacts)
    .where(_THEM, _IS_FREE)
    .values(epoch=contacts.c.epoch + 1, lease_until=_WALL + LEASE)
    .returning(contacts.c.epoch)
)
_RENEW: Final = (
    sa.update(contacts)
    .where(_IS_OURS)
    .values(lease_until=_WALL + LEASE)
    .returning(contacts, FLUSH_LATER)
)
_HOLD: Final = sa.select(contacts).where(_IS_OURS).with_for_update()
_HOLD_FOR_ACTION: Final = _HOLD.add_columns(FLUSH_LATER)
_RELEASE: Final = sa.update(contacts).where(_IS_OURS).values(lease_until=None)
