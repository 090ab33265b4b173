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
    free = sa.or_(contacts.c.lease_until.is_(None), contacts.c.lease_until < _WALL)
    row = (
        await conn.execute(
            sa.update(contacts)
            .where(contacts.c.id == contact_id, free)
            .values(epoch=contacts.c.epoch + 1, lease_until=_WALL + LEASE)
            .returning(contacts.c.epoch)
        )
    ).first()
    return Claim(contact_id=contact_id, epoch=row.epoch) if row else None


async def renew(conn: AsyncConnection, claim: Claim) -> Contact:
    """Extend the lease and load the contact; raises StaleClaim."""
    row = (
        (
            await conn.execute(
                sa.update(contacts)
                .where(contacts.c.id == claim.contact_id, contacts.c.epoch == claim.epoch)
                .values(lease_until=_WALL + LEASE)
                .returning(contacts)
            )
        )
        .mappings()
        .first()
    )
    if row is None:
        raise StaleClaim(f"contact {claim.contact_id} was claimed anew")
    return Contact.of(row)


async def hold(conn: AsyncConnection, claim: Claim) -> Contact:
    """Lock the contact's row until the transaction ends and load it; raises StaleClaim."""
    row = (
        (
            await conn.execute(
                sa.select(contacts)
                .where(contacts.c.id == claim.contact_id, contacts.c.epoch == claim.epoch)
                .with_for_update()
            )
        )
        .mappings()
        .first()
    )
    if row is None:
        raise StaleClaim(f"contact {claim.contact_id} was claimed anew")
    return Contact.of(row)


async def release(conn: AsyncConnection, claim: Claim) -> None:
    """End the lease early; harmless when the claim is already stale."""
    await conn.execute(
        sa.update(contacts)
        .where(contacts.c.id == claim.contact_id, contacts.c.epoch == claim.epoch)
        .values(lease_until=None)
    )


_WALL: Final = sa.func.clock_timestamp()
