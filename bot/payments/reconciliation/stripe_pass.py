"""One pass over Stripe's side: page by page, each page beside what the ledger holds of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from bot.ledger import movements
from bot.ledger.movements import CashMovement
from bot.payments.client import StripeClient
from bot.payments.reconciliation import rows
from bot.payments.reconciliation.booked import (
    PREFIXES,
    gone_of,
    keys_of,
    object_of,
    payment_of,
    posted_of,
)
from bot.payments.reconciliation.facts import Back, BackAtStripe, BackFacts, PaymentFacts
from bot.payments.reconciliation.stripe_side import (
    dispute_at_stripe,
    known,
    payment_at_stripe,
    refund_at_stripe,
)
from bot.payments.seen import DisputeSeen, PaymentSeen, RefundSeen
from bot.storage.database import Database


class StripePass:
    """Remembers which objects it has seen, so that the ledger's side can be asked for the rest.

    Only ids are remembered: pages come and go. `links_with_payment` have money at Stripe and in
    the ledger, `links_with_intent` a payment of any standing; `foreign` counts what is not ours.
    """

    def __init__(self, database: Database, stripe: StripeClient, *, since: datetime) -> None:
        self._database = database
        self._stripe = stripe
        self._since = since
        self._seen: set[str] = set()
        self.links_with_payment: set[str] = set()
        self.links_with_intent: set[str] = set()
        self.foreign = 0

    async def payments(self) -> AsyncIterator[list[PaymentFacts]]:
        """Every payment begun since the moment, as Stripe lists them."""
        async for page in self._stripe.payments_since(self._since):
            self._seen.update(seen.id for seen in page)
            yield await self._payments(page)

    async def refunds(self) -> AsyncIterator[list[BackFacts]]:
        """Every refund begun since the moment."""
        async for page in self._stripe.refunds_since(self._since):
            yield await self._refunds(page)

    async def disputes(self) -> AsyncIterator[list[BackFacts]]:
        """Every dispute begun since the moment."""
        async for page in self._stripe.disputes_since(self._since):
            yield await self._disputes(page)

    async def booked(self) -> AsyncIterator[list[PaymentFacts | BackFacts]]:
        """What the ledger booked since the moment of objects that Stripe did not list."""
        after = 0
        while True:
            async with self._database.transaction() as conn:
                page = await movements.cash_since(
                    conn, self._since, prefixes=PREFIXES, after=after, limit=rows.PAGE
                )
            if not page:
                return
            after = page[-1].seq
            yield [fact for moved in page for fact in await self._unlisted(moved)]

    async def is_posted(self, payment_id: str) -> bool:
        """Whether a payment is in the ledger."""
        return bool(await self._cash("pi", [payment_id]))

    async def _payments(self, page: Sequence[PaymentSeen]) -> list[PaymentFacts]:
        named = {seen.metadata.get("pay_link", "") for seen in page} - {""}
        cash = await self._cash("pi", [seen.id for seen in page])
        async with self._database.transaction() as conn:
            links = await rows.links_of(conn, named)
        facts = []
        for listed in page:
            posted = payment_of(cash, listed.id)
            link_id = listed.metadata.get("pay_link")
            if link_id is None and posted is None:
                self.foreign += 1
                continue
            seen = await self._again(listed) if posted else listed
            self._remember(link_id, is_settled=posted is not None and seen.status == "succeeded")
            facts.append(
                PaymentFacts(
                    id=seen.id,
                    at_stripe=payment_at_stripe(seen),
                    posted=posted,
                    link=links.get(link_id or ""),
                )
            )
        return facts

    async def _again(self, listed: PaymentSeen) -> PaymentSeen:
        """The payment as it is now, if it was posted after it was listed as not yet paid."""
        if listed.status == "succeeded":
            return listed
        return await self._stripe.payment(listed.id)

    def _remember(self, link_id: str | None, *, is_settled: bool) -> None:
        if link_id is None:
            return
        self.links_with_intent.add(link_id)
        if is_settled:
            self.links_with_payment.add(link_id)

    async def _refunds(self, page: Sequence[RefundSeen]) -> list[BackFacts]:
        ids = [seen.id for seen in page]
        told = await self._told_at(ids)
        sides = {seen.id: refund_at_stripe(seen, told.get(seen.id)) for seen in page}
        ours = {seen.id for seen in page if "pay_link" in seen.payment.metadata}
        return await self._backs("refund", sides, ours=ours)

    async def _disputes(self, page: Sequence[DisputeSeen]) -> list[BackFacts]:
        ids = [seen.id for seen in page]
        told = await self._told_at(ids)
        sides = {seen.id: dispute_at_stripe(seen, told.get(seen.id)) for seen in page}
        ours = {seen.id for seen in page if "pay_link" in seen.payment.metadata}
        return await self._backs("dispute", sides, ours=ours)

    async def _backs(
        self, back: Back, sides: dict[str, BackAtStripe], *, ours: set[str]
    ) -> list[BackFacts]:
        self._seen.update(sides)
        prefix = "re" if back == "refund" else "du"
        cash = await self._cash(prefix, [*sides])
        facts = [
            BackFacts(id=each, back=back, at_stripe=side, posted=gone_of(cash, prefix, each))
            for each, side in sides.items()
        ]
        return [fact for fact in facts if fact.id in ours or fact.posted is not None]

    async def _unlisted(self, moved: CashMovement) -> list[PaymentFacts | BackFacts]:
        """One object that was begun before the moment, or that Stripe does not know."""
        prefix, object_id = object_of(moved.key)
        if object_id in self._seen:
            return []
        self._seen.add(object_id)
        match prefix:
            case "pi":
                return [*await self._one_payment(object_id, moved)]
            case "re":
                refund = await known(self._stripe.refund(object_id))
                return [
                    *(
                        await self._refunds([refund])
                        if refund
                        else await self._lost("refund", object_id)
                    )
                ]
            case _:
                dispute = await known(self._stripe.dispute(object_id))
                return [
                    *(
                        await self._disputes([dispute])
                        if dispute
                        else await self._lost("dispute", object_id)
                    )
                ]

    async def _one_payment(self, payment_id: str, moved: CashMovement) -> list[PaymentFacts]:
        seen = await known(self._stripe.payment(payment_id))
        if seen is not None:
            return await self._payments([seen])
        return [PaymentFacts(id=payment_id, at_stripe=None, posted=posted_of(moved), link=None)]

    async def _lost(self, back: Back, object_id: str) -> list[BackFacts]:
        prefix = "re" if back == "refund" else "du"
        cash = await self._cash(prefix, [object_id])
        posted = gone_of(cash, prefix, object_id)
        return [BackFacts(id=object_id, back=back, at_stripe=None, posted=posted)]

    async def _cash(self, prefix: str, ids: Sequence[str]) -> dict[str, CashMovement]:
        async with self._database.transaction() as conn:
            return await movements.cash_of(conn, keys_of(prefix, ids))

    async def _told_at(self, ids: Sequence[str]) -> dict[str, datetime]:
        async with self._database.transaction() as conn:
            return await rows.told_at(conn, ids)
