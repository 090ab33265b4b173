"""What is done at Stripe about one session, and how it then stands in our books."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import structlog

from bot.kernel.errors import Permanent
from bot.kernel.ids import PlanId, new_id
from bot.kernel.privacy import Vault
from bot.payments import session_store
from bot.payments.client import StripeClient, StripeFailed, StripeRefused
from bot.payments.seen import PaymentSeen, SessionSeen
from bot.payments.sessions import PaySession, SessionState, is_untouched_transfer
from bot.storage.database import Database

log: Final = structlog.get_logger()


class Till:
    """Makes, looks at and closes sessions, each step written down; raises what Stripe raises."""

    def __init__(
        self, database: Database, stripe: StripeClient, *, vault: Vault, is_live: bool
    ) -> None:
        self._database = database
        self._stripe = stripe
        self._vault = vault
        self._is_live = is_live

    async def make_customer(self, plan_id: PlanId) -> None:
        """Have Stripe make the one Customer of a plan.

        After an error of Stripe's own, which it keeps under the key, another key is used at once:
        a Customer too many holds nothing, since only one is kept and given to sessions.
        """
        try:
            stripe_id = await self._stripe.create_customer(plan_id, f"cu:{plan_id}")
        except StripeFailed:
            stripe_id = await self._stripe.create_customer(plan_id, new_id("cu"))
        async with self._database.transaction() as conn:
            await session_store.keep_customer(conn, plan_id, stripe_id)

    async def open(self, session: PaySession) -> PaySession:
        """Have Stripe make a session that it cannot know yet."""
        made = await self._make(session)
        log.info("session.opened", link=session.link_id, generation=session.generation)
        return made

    async def look(self, session: PaySession) -> PaySession:
        """The session as Stripe has it now."""
        known = await self._known(session)
        if known.stripe_id is None:
            return known
        seen = await self._stripe.session(known.stripe_id)
        return await self._record(known, seen, payment=await self._payment_of(seen))

    async def close(self, session: PaySession) -> PaySession:
        """The session once it is closed at Stripe, or as it is when it can no longer be."""
        known = await self._known(session)
        if known.stripe_id is None:
            return known
        if known.state is SessionState.COMPLETE:
            seen = await self._stripe.session(known.stripe_id)
        else:
            seen = await self._stripe.expire_session(known.stripe_id)
        payment = await self._payment_of(seen)
        if payment is not None and is_untouched_transfer(payment.instructions, session.amount):
            payment = await self._stripe.cancel_payment(payment.id)
        return await self._record(known, seen, payment=payment)

    async def _known(self, session: PaySession) -> PaySession:
        """The session with Stripe's id: one of which the answer was lost is asked for again.

        The answer to a repeat is the first one, so the session must still be looked at.
        """
        if session.state is not SessionState.CREATING:
            return session
        try:
            return await self._make(session)
        except StripeRefused:
            # Its time has passed, and Stripe never made it: a fresh one may do.
            return replace(session, state=SessionState.REFUSED)

    async def _make(self, session: PaySession) -> PaySession:
        """Ask for the session under its key; when Stripe fails once too often, it is given up.

        A lost answer or a time-out only says that the same key must be used again. An error of
        Stripe's own is kept under the key, so that nobody could pay until it lapsed. Should Stripe
        have made the session all the same, nobody was told its address; the sweep looks for it and
        closes it (`Sweep.close_stray_sessions`). Where Stripe does not list it, nobody can know;
        a payment of it would be posted by its metadata all the same, beyond the debt as a credit,
        with a case.
        """
        try:
            seen = await self._stripe.create_session(session.request, session.idempotency_key)
        except StripeRefused as refusal:
            await self._refused(session, refusal)
            raise
        except StripeFailed:
            standing = await self._failed(session)
            if standing.state is SessionState.CREATING:
                raise
            return standing
        return await self._record(session, seen)

    async def _payment_of(self, seen: SessionSeen) -> PaymentSeen | None:
        if seen.status != SessionState.COMPLETE or seen.payment_id is None:
            return None
        return await self._stripe.payment(seen.payment_id)

    async def _record(
        self, session: PaySession, seen: SessionSeen, *, payment: PaymentSeen | None = None
    ) -> PaySession:
        if seen.is_live != self._is_live:
            raise Permanent("Stripe answered in the other mode")
        async with self._database.transaction() as conn:
            return await session_store.record_session(
                conn, self._vault, session=session, seen=seen, payment=payment
            )

    async def _failed(self, session: PaySession) -> PaySession:
        async with self._database.transaction() as conn:
            standing = await session_store.count_failure(conn, self._vault, session)
        if standing.state is SessionState.GIVEN_UP:
            log.error("session.given_up", link=session.link_id, generation=session.generation)
        return standing

    async def _refused(self, session: PaySession, refusal: StripeRefused) -> None:
        async with self._database.transaction() as conn:
            await session_store.refuse_session(conn, session)
        log.error("session.refused", link=session.link_id, code=refusal.code)
