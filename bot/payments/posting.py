"""What is written when Stripe says that money came, went back or was disputed; once, always.

Functions take the caller's transaction and never commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cases import notes
from bot.cases import store as cases
from bot.cases.model import Author, Note, Reason
from bot.contacts import store as contacts
from bot.contacts.model import Contact
from bot.kernel.clock import Clock, local_date
from bot.ledger import reversals
from bot.ledger import service as ledger
from bot.ledger.reversals import AlreadyReversed, Reversal
from bot.outbox.gate import Outbox
from bot.payments import store
from bot.payments.model import LinkState, PayLink
from bot.payments.receipt import receipt
from bot.payments.seen import DisputeSeen, PaymentSeen, RefundSeen

log: Final = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Posted:
    """A payment that is in the ledger, and the link it was made from."""

    link: PayLink
    posting: ledger.Posting


class Poster:
    """Writes money movements to the ledger, sends the receipt, and lets a person look if need be.

    `order` is in which components are paid (the policy's).
    """

    def __init__(self, outbox: Outbox, clock: Clock, *, order: Sequence[ledger.Component]) -> None:
        self._outbox = outbox
        self._clock = clock
        self._order = tuple(order)

    async def post(self, conn: AsyncConnection, payment: PaymentSeen) -> None:
        """Post a payment that succeeded; other statuses and payments not ours change nothing."""
        await self._posted(conn, payment)

    async def refund(self, conn: AsyncConnection, refund: RefundSeen) -> None:
        """Take a fully refunded payment back out of the ledger; a person looks at every refund."""
        posted = await self._posted(conn, refund.payment)
        if posted is None or refund.status == "pending":
            return
        await self._flag(conn, posted.link, f"refund_{refund.status}", refund.id)
        if refund.amount == refund.payment.amount:
            await self._take_back(
                conn,
                posted.posting.transaction_id,
                source=f"re:{refund.id}",
                is_undone=refund.is_undone,
                undone_source=f"re:{refund.id}:reversal",
            )

    async def dispute(self, conn: AsyncConnection, dispute: DisputeSeen) -> None:
        """Follow disputed money out of the ledger and back; a person looks at every dispute."""
        posted = await self._posted(conn, dispute.payment)
        if posted is None:
            return
        await self._flag(conn, posted.link, f"dispute_{dispute.status}", dispute.id)
        if dispute.is_withdrawn and dispute.amount == dispute.payment.amount:
            await self._take_back(
                conn,
                posted.posting.transaction_id,
                source=f"du:{dispute.id}:withdrawn",
                is_undone=dispute.is_undone,
                undone_source=f"du:{dispute.id}:reinstated",
            )

    async def _posted(self, conn: AsyncConnection, payment: PaymentSeen) -> _Posted | None:
        link = await store.link(conn, payment.link_id) if payment.link_id else None
        if link is None:
            log.warning("payment.unmatched", payment=payment.id, is_ours=bool(payment.link_id))
            return None
        if payment.status != "succeeded":
            return None
        received_at = payment.paid_at or self._clock.now()
        posting = await ledger.post_payment(
            conn,
            ledger.PaymentReceived(
                source=f"pi:{payment.id}",
                account_id=link.account_id,
                plan_id=link.plan_id,
                installment_no=link.installment_no,
                amount=payment.amount,
                received_at=received_at,
                method="card",
                allocation_order=self._order,
                posted_at=self._clock.now(),
            ),
        )
        if posting.is_new:
            await self._follow(conn, link, payment, posting=posting, received_at=received_at)
        return _Posted(link=link, posting=posting)

    async def _follow(
        self,
        conn: AsyncConnection,
        link: PayLink,
        payment: PaymentSeen,
        *,
        posting: ledger.Posting,
        received_at: datetime,
    ) -> None:
        """What a new payment brings with it: the link is used up, the receipt goes out."""
        for concern in _concerns(link, posting, received_at):
            await self._flag(conn, link, concern, payment.id)
        await store.set_link_state(conn, link.id, LinkState.PAID)
        contact = await contacts.load(conn, link.contact_id)
        account = await ledger.account(conn, link.account_id)
        reply = receipt(
            posting,
            amount=payment.amount,
            paid_on=local_date(received_at, contact.zone),
            last4=account.last4,
            is_verified=_is_owner(contact, account, self._clock.now()),
        )
        own = replace(reply, about=account.customer_id)
        await self._outbox.enqueue(conn, own, contact_id=link.contact_id, origin="receipt")
        log.info("payment.posted", payment=payment.id, link=link.id, folio=posting.folio)

    async def _take_back(
        self,
        conn: AsyncConnection,
        transaction_id: str,
        *,
        source: str,
        is_undone: bool,
        undone_source: str,
    ) -> None:
        """Reverse a payment, and reverse the reversal when the money came back after all.

        A movement that failed before we saw it succeed is written as both: the sum is the same.
        Money that another refund or dispute has taken already is not taken a second time.
        """
        try:
            taken = await self._reverse(conn, transaction_id, source)
        except AlreadyReversed:
            log.info("payment.taken_back_before", source=source)
            return
        if is_undone:
            await self._reverse(conn, taken, undone_source)

    async def _reverse(self, conn: AsyncConnection, transaction_id: str, source: str) -> str:
        now = self._clock.now()
        return await reversals.reverse(
            conn,
            Reversal(
                transaction_id=transaction_id,
                source=source,
                occurred_on=now.date(),
                posted_at=now,
                memo=source.partition(":")[0],
            ),
        )

    async def _flag(
        self, conn: AsyncConnection, link: PayLink, concern: str, object_id: str
    ) -> None:
        """Let a person look; the same concern about the same object is noted once."""
        now = self._clock.now()
        case = await cases.open_case(
            conn,
            contact_id=link.contact_id,
            account_id=link.account_id,
            reason=Reason.PAYMENT_REVIEW,
            now=now,
            hand_over=False,
        )
        note = Note(author=Author.SYSTEM, code=concern, source=f"{object_id}:{concern}")
        await notes.add_event(conn, case.id, note, now)
        log.warning("payment.flagged", concern=concern, object=object_id, case=case.folio)


def _is_owner(contact: Contact, account: ledger.Account, now: datetime) -> bool:
    """Whether it is proved that the account's own customer reads: two may share a phone."""
    return contact.is_verified(now) and contact.customer_id == account.customer_id


def _concerns(link: PayLink, posting: ledger.Posting, received_at: datetime) -> list[str]:
    """Why a person should look at a payment that was posted all the same."""
    found = {
        "payment_repeated": link.state is LinkState.PAID,
        "payment_of_old_terms": link.state is LinkState.REVOKED,
        "payment_after_expiry": received_at > link.expires_at,
        "settlement_lapsed": posting.settlement_lapsed,
    }
    return [concern for concern, holds in found.items() if holds]
