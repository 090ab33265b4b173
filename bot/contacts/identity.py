"""Proving who someone is: factors compared by keyed hash, tries counted, nothing hinted at.

Candidates are only the customers of the contact's own phone. What each factor matched is kept per
customer, so factors of two customers never combine. A try is a complete set of factors.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.compliance.schema import VerificationLimits
from bot.contacts.model import Contact, Factor
from bot.contacts.tables import (
    contacts,
    customers,
    identity_attempts,
    identity_factors,
    identity_readings,
)
from bot.kernel.ids import ContactId, CustomerId, new_id
from bot.kernel.privacy import Vault

# A date may be read day first or month first; a list of values would be a try for each.
_READINGS_PER_GUESS: Final = 2


class Outcome(Enum):
    """What presenting factors led to."""

    NEEDS_MORE = auto()
    VERIFIED = auto()
    NOT_MATCHED = auto()
    LOCKED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The outcome; `missing` names the factors still to come, `customer_id` who was verified."""

    outcome: Outcome
    missing: tuple[Factor, ...] = ()
    customer_id: CustomerId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What must be proved: these factors, all of one candidate, within these limits."""

    factors: tuple[Factor, ...]
    limits: VerificationLimits
    candidates: tuple[CustomerId, ...]


class Identifier:
    """Judges what people present; holds only the key with which factors were hashed."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def open(self, conn: AsyncConnection, contact_id: ContactId) -> None:
        """From now on what the person types may be identity data."""
        await _set(conn, contact_id, identity_open=True)

    async def present(
        self,
        conn: AsyncConnection,
        contact: Contact,
        *,
        demand: Demand,
        readings: Mapping[Factor, Sequence[str]],
        now: datetime,
    ) -> Verdict:
        """Note the factors read from one message and, once all are there, judge the try."""
        await _lock_customers(conn, demand.candidates)
        if contact.is_locked(now):
            return Verdict(outcome=Outcome.LOCKED)
        if await _failures(conn, contact.id, demand, now) >= (demand.limits.max_attempts):
            return await _lock(conn, contact.id, demand, now)
        await self._note(conn, contact.id, demand=demand, readings=readings, now=now)
        noted = await _noted(conn, contact.id, demand)
        missing = tuple(f for f in demand.factors if f not in noted)
        if missing:
            return Verdict(outcome=Outcome.NEEDS_MORE, missing=missing)
        return await _judge(conn, contact.id, demand=demand, noted=noted, now=now)

    async def _note(
        self,
        conn: AsyncConnection,
        contact_id: ContactId,
        *,
        demand: Demand,
        readings: Mapping[Factor, Sequence[str]],
        now: datetime,
    ) -> None:
        known = await _hashes(conn, demand.candidates)
        rows = [
            {
                "contact_id": contact_id,
                "customer_id": candidate,
                "factor": factor,
                "matched": self._matches(
                    known.get((candidate, factor)), candidate, factor, values
                ),
                "read_at": now,
            }
            for candidate in demand.candidates
            for factor, values in readings.items()
            if values and factor in demand.factors
        ]
        if rows:
            upsert = insert(identity_readings).values(rows)
            await conn.execute(
                upsert.on_conflict_do_update(
                    index_elements=["contact_id", "customer_id", "factor"],
                    set_={"matched": upsert.excluded.matched, "read_at": upsert.excluded.read_at},
                )
            )

    def _matches(
        self, stored: str | None, owner: CustomerId, factor: Factor, values: Sequence[str]
    ) -> bool:
        """One message is one guess: of a list of values only the first few are looked at."""
        hashes = [self._vault.factor_hash(owner, factor, v) for v in values[:_READINGS_PER_GUESS]]
        found = [hmac.compare_digest(stored or "", candidate) for candidate in hashes]
        return any(found)  # all are compared: how long it takes tells nothing


async def _judge(
    conn: AsyncConnection,
    contact_id: ContactId,
    *,
    demand: Demand,
    noted: Mapping[Factor, frozenset[CustomerId]],
    now: datetime,
) -> Verdict:
    await _forget_readings(conn, contact_id)
    proved = [c for c in demand.candidates if all(c in noted[f] for f in demand.factors)]
    if len(proved) == 1:
        await _record(conn, contact_id, [proved[0]], succeeded=True, now=now)
        await _set(
            conn,
            contact_id,
            identity_open=False,
            customer_id=proved[0],
            verified_until=now + demand.limits.validity,
        )
        return Verdict(outcome=Outcome.VERIFIED, customer_id=proved[0])
    await _record(conn, contact_id, demand.candidates, succeeded=False, now=now)
    if await _failures(conn, contact_id, demand, now) >= demand.limits.max_attempts:
        return await _lock(conn, contact_id, demand, now)
    return Verdict(outcome=Outcome.NOT_MATCHED, missing=demand.factors)


async def missing_factors(
    conn: AsyncConnection, contact_id: ContactId, demand: Demand
) -> tuple[Factor, ...]:
    """The factors that have not been presented yet, in the order they are asked for."""
    noted = await _noted(conn, contact_id, demand)
    return tuple(f for f in demand.factors if f not in noted)


def extended(contact: Contact, *, limits: VerificationLimits, now: datetime) -> datetime | None:
    """Until when the proof of a person who writes now holds, for its whole time again.

    None when there is nothing to extend: nobody is verified, or no longer.
    """
    return now + limits.validity if contact.is_verified(now) else None


async def proved_at(
    conn: AsyncConnection, contact_id: ContactId, customer_id: CustomerId
) -> datetime | None:
    """When this contact last proved to be this customer; None when they never did."""
    attempts = identity_attempts.c
    latest = sa.select(sa.func.max(attempts.attempted_at)).where(
        attempts.contact_id == contact_id,
        attempts.customer_id == customer_id,
        attempts.succeeded,
    )
    moment: datetime | None = (await conn.execute(latest)).scalar_one()
    return moment


async def forget(conn: AsyncConnection, contact_id: ContactId) -> None:
    """Whoever had proved to be the customer no longer counts as such."""
    await _forget_readings(conn, contact_id)
    await _set(conn, contact_id, identity_open=False, customer_id=None, verified_until=None)


async def start_over(conn: AsyncConnection, contact_id: ContactId) -> None:
    """Half a proof no longer counts, and nothing is asked; a proof that holds stays."""
    await _forget_readings(conn, contact_id)
    await _set(conn, contact_id, identity_open=False)


async def _lock_customers(conn: AsyncConnection, candidates: Sequence[CustomerId]) -> None:
    await conn.execute(
        sa.select(customers.c.id)
        .where(customers.c.id.in_(candidates))
        .order_by(customers.c.id)
        .with_for_update()
    )


async def _hashes(
    conn: AsyncConnection, candidates: Sequence[CustomerId]
) -> dict[tuple[CustomerId, str], str]:
    rows = await conn.execute(
        sa.select(identity_factors).where(identity_factors.c.customer_id.in_(candidates))
    )
    return {(row.customer_id, row.factor): row.hash for row in rows}


async def _noted(
    conn: AsyncConnection, contact_id: ContactId, demand: Demand
) -> dict[Factor, frozenset[CustomerId]]:
    """Factor → customers it matched; one that was read and matched nobody has an empty set."""
    rows = await conn.execute(
        sa.select(identity_readings).where(
            identity_readings.c.contact_id == contact_id,
            identity_readings.c.factor.in_(demand.factors),
        )
    )
    noted: dict[Factor, frozenset[CustomerId]] = {}
    for row in rows:
        matched = frozenset([CustomerId(row.customer_id)]) if row.matched else frozenset()
        noted[row.factor] = noted.get(row.factor, frozenset()) | matched
    return noted


async def _failures(
    conn: AsyncConnection, contact_id: ContactId, demand: Demand, now: datetime
) -> int:
    """The larger of the contact's own failed tries and those against its candidates."""
    attempts = identity_attempts.c
    recent = sa.and_(~attempts.succeeded, attempts.attempted_at > now - demand.limits.lock)
    own = sa.select(sa.func.count(sa.distinct(attempts.attempted_at))).where(
        recent, attempts.contact_id == contact_id
    )
    against = (
        sa.select(sa.func.count().label("tries"))
        .where(recent, attempts.customer_id.in_(demand.candidates))
        .group_by(attempts.customer_id)
        .subquery()
    )
    worst = sa.select(sa.func.coalesce(sa.func.max(against.c.tries), 0))
    result = await conn.execute(
        sa.select(sa.func.greatest(own.scalar_subquery(), worst.scalar_subquery()))
    )
    return int(result.scalar_one())


async def _record(
    conn: AsyncConnection,
    contact_id: ContactId,
    candidates: Sequence[CustomerId],
    *,
    succeeded: bool,
    now: datetime,
) -> None:
    rows = [
        {
            "id": new_id("try"),
            "contact_id": contact_id,
            "customer_id": candidate,
            "succeeded": succeeded,
            "attempted_at": now,
        }
        for candidate in candidates
    ]
    await conn.execute(insert(identity_attempts).values(rows))


async def _lock(
    conn: AsyncConnection, contact_id: ContactId, demand: Demand, now: datetime
) -> Verdict:
    await _forget_readings(conn, contact_id)
    await _set(conn, contact_id, identity_open=False, locked_until=now + demand.limits.lock)
    return Verdict(outcome=Outcome.LOCKED)


async def _forget_readings(conn: AsyncConnection, contact_id: ContactId) -> None:
    await conn.execute(
        sa.delete(identity_readings).where(identity_readings.c.contact_id == contact_id)
    )


async def _set(conn: AsyncConnection, contact_id: ContactId, **values: object) -> None:
    await conn.execute(sa.update(contacts).where(contacts.c.id == contact_id).values(**values))
