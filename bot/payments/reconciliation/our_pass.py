"""One pass over our own records: links, sessions and events, and Stripe asked where we must."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime

from bot.payments.client import StripeClient
from bot.payments.reconciliation import rows
from bot.payments.reconciliation.facts import EventFacts, LinkFacts, SessionFacts
from bot.payments.reconciliation.stripe_pass import StripePass
from bot.payments.reconciliation.stripe_side import known, payment_at_stripe
from bot.storage.database import Database


class OurPass:
    """Goes after Stripe's pass, whose memory says which links and sessions need no question.

    Links made before the moment are left to the runs that saw their payments.
    """

    def __init__(
        self,
        database: Database,
        stripe: StripeClient,
        stripe_pass: StripePass,
        *,
        since: datetime,
        now: datetime,
    ) -> None:
        self._database = database
        self._stripe = stripe
        self._pass = stripe_pass
        self._since = since
        self._now = now

    async def links(self) -> AsyncIterator[list[LinkFacts]]:
        """The links marked paid, and whether money of theirs was seen and posted."""
        after = ""
        while True:
            async with self._database.transaction() as conn:
                page = await rows.paid_links(conn, self._since, after=after)
            if not page:
                return
            after = page[-1].id
            yield [replace(link, has_payment=await self._has_payment(link)) for link in page]

    async def sessions(self) -> AsyncIterator[list[SessionFacts]]:
        """The sessions that may be wrong, as Stripe says they are."""
        after = ("", 0)
        while True:
            async with self._database.transaction() as conn:
                page = await rows.sessions_to_judge(conn, self._since, now=self._now, after=after)
            if not page:
                return
            last = page[-1][0]
            after = (last.link.id, int(last.subject.rpartition(":")[2]))
            yield [await self._judged(session, stripe_id) for session, stripe_id in page]

    async def events(self) -> AsyncIterator[list[EventFacts]]:
        """The events that are not done."""
        after = ""
        while True:
            async with self._database.transaction() as conn:
                page = await rows.undone_events(conn, after=after)
            if not page:
                return
            after = page[-1].id
            yield page

    async def _has_payment(self, link: LinkFacts) -> bool:
        """Whether money of the link is in the ledger; Stripe is asked again if we saw none."""
        if link.id in self._pass.links_with_payment:
            return True
        async with self._database.transaction() as conn:
            sessions = await rows.stripe_ids_of(conn, link.id)
        for session_id in sessions:
            seen = await known(self._stripe.session(session_id))
            if seen and seen.payment_id and await self._pass.is_posted(seen.payment_id):
                return True
        return False

    async def _judged(self, session: SessionFacts, stripe_id: str | None) -> SessionFacts:
        is_told = session.state == "complete" and session.link.id in self._pass.links_with_intent
        if stripe_id is None or is_told:
            return session
        seen = await known(self._stripe.session(stripe_id))
        if seen is None:
            return session
        judged = replace(session, status_at_stripe=seen.status)
        if seen.payment_id is None or await self._pass.is_posted(seen.payment_id):
            return judged
        payment = await known(self._stripe.payment(seen.payment_id))
        if payment is None or payment.status != "succeeded":
            return judged
        return replace(judged, unposted=payment_at_stripe(payment))
