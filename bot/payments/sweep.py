"""Catching up with Stripe: events whose delivery got lost, sessions that outlived their link."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import structlog

from bot.kernel.clock import Clock, SystemClock
from bot.payments import store
from bot.payments.client import StripeClient
from bot.payments.event_store import insert_events
from bot.storage.database import Database

log: Final = structlog.get_logger()

# Stripe keeps events for 30 days.
FULL_REACH: Final = timedelta(days=30)
# Stripe redelivers for 3 days; between full sweeps a little more than that cannot hide anything.
SHORT_REACH: Final = timedelta(days=4)
_AT_ONCE: Final = 50
# By how much Stripe's clock and ours may differ.
_CLOCKS_APART: Final = timedelta(minutes=5)


class Sweep:
    """Both catch-ups; each may be repeated at any time."""

    def __init__(
        self,
        database: Database,
        stripe: StripeClient,
        *,
        clock: Clock,
        wall_clock: Clock | None = None,
    ) -> None:
        self._database = database
        self._stripe = stripe
        self._clock = clock
        self._wall_clock = wall_clock or SystemClock()

    async def fetch_events(self, reach: timedelta) -> int:
        """Keep the events of the last `reach` that never reached us; returns how many."""
        found = 0
        async for notices in self._stripe.events_since(self._clock.now() - reach):
            async with self._database.transaction() as conn:
                wall_now = self._wall_clock.now()
                found += len(await insert_events(conn, notices, wall_now=wall_now))
        if found:
            log.warning("stripe_events.recovered", count=found)
        return found

    async def close_stray_sessions(self) -> int:
        """Close at Stripe what may no longer be paid; returns how many sessions were looked at.

        So is every session that was given up and that Stripe made all the same, if it lists it.
        """
        async with self._database.transaction() as conn:
            strays = await store.stray_sessions(conn, limit=_AT_ONCE)
        strays += await self._made_though_given_up()
        for stripe_id in strays:
            seen = await self._stripe.expire_session(stripe_id)
            async with self._database.transaction() as conn:
                await store.update_session(conn, seen)
        return len(strays)

    async def _made_though_given_up(self) -> list[str]:
        """Stripe ids of open sessions that it failed to tell us of when they were made."""
        async with self._database.transaction() as conn:
            given_up = await store.given_up_sessions(conn, now=self._clock.now())
        if not given_up:
            return []
        found = []
        async for page in self._stripe.open_sessions_since(min(given_up.values()) - _CLOCKS_APART):
            found += [seen.id for seen in page if (seen.link_id, seen.generation) in given_up]
        return found
