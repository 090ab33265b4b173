"""What is written when Stripe says that money came, went back or was disputed; once, always.

Functions take the caller's transaction and never commit.
"""

from __future__ import annotations

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
from bot.kernel.money import Money
from bot.ledger import service as ledger
from bot.outbox.gate import Outbox
from bot.payments import store, value_date
from bot.payments.model import LinkState, PayLink
from bot.payments.receipt import receipt
from bot.payments.seen import DisputeSeen, PaymentSeen, RefundSeen

log: Final = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Booked:
    """A payment that is in the ledger, on an account or unapplied, and the link it came from."""

    transaction_id: str
    link: PayLink | None


class Poster:
    """Writes money movements to the ledger, sends the receipt, and lets a person look if need be.

    `order_for` says in which order the components of an account are paid (the policy's word).
    """

    def __init__(self, outbox: Outbox, clock: Clock, *, order_for: ledger.OrderFor) -> None:
        self._outbox = outbox
        self._clock = clock
        self._order_for = order_for

    async def post(self, conn: AsyncConnection, payment: PaymentSeen) -> None:
        """Post a payment that succeeded; other statuses and payments not ours change nothing.

        Ours that fits no account waits unapplied.
        """
        await self._booked(conn, payment)

    async def refund(self, conn: AsyncConnection, refund: RefundSeen) -> None:
        """Take what was given back out of the ledger; a person looks at every refund."""
        booked = await self._booked(conn, refund.payment)
        if booked is None or refund.status == "pending":
            return
        await self._flag(conn, booked.link, f"refund_{refund.status}", refund.id)
        if refund.status == "succeeded" or refund.is_undone:
            back = self._back(booked, f"re:{refund.id}", refund.amount)
            undone = f"re:{refund.id}:reversal" if refund.is_undone else None
            await self._take_back(conn, booked.link, back, undone_source=undone)

    async def dispute(self, conn: AsyncConnection, dispute: DisputeSeen) -> None:
        """Follow disputed money out of the ledger and back; a person looks at every dispute."""
        booked = await self._booked(conn, dispute.payment)
        if booked is None:
            return
        await self._flag(conn, booked.link, f"dispute_{dispute.status}", dispute.id)
        if dispute.is_withdrawn:
            back = self._back(booked, f"du:{dispute.id}:withdrawn", dispute.amount)
            undone = f"du:{dispute.id}:reinstated" if dispute.is_undone else None
            await self._take_back(conn, booked.link, back, undone_source=undone)

    async def _booked(self, conn: AsyncConnection, payment: PaymentSeen) -> _Booked | None:
        """The payment in the ledger, written now if it was not; None when nothing is to be."""
        if payment.link_id is None:
            log.warning("payment.unmatched", payment=payment.id)
            return None
        if payment.status != "succeeded":
            return None
        link = await store.link(conn, payment.link_id)
        waited = await ledger.find_unapplied(conn, f"pi:{payment.id}")
        if waited is not None:
            return _Booked(transaction_id=waited.payment_id or waited.transaction_id, link=link)
        account = await ledger.account(conn, link.account_id) if link else None
        if link is None or account is None or account.currency != payment.amount.currency:
            return await self._keep_unapplied(conn, link, payment)
        return await self._post_on(conn, link, account, payment)

    async def _keep_unapplied(
        self, conn: AsyncConnection, link: PayLink | None, payment: PaymentSeen
    ) -> _Booked:
        """Money is never lost: what fits no account waits for a person."""
        received = ledger.UnappliedReceived(
            source=f"pi:{payment.id}",
            amount=payment.amount,
            received_at=value_date.received_at(payment) or self._clock.now(),
            method=payment.method,
            note=payment.id,
            claimed_account=link.account_id if link else None,
        )
        booked = await ledger.post_unapplied(conn, received, posted_at=self._clock.now())
        log.error("payment.kept_unapplied", payment=payment.id, is_link_known=link is not None)
        await self._flag(conn, link, "payment_unapplied", payment.id)
        return _Booked(transaction_id=booked, link=link)

    async def _post_on(
        self, conn: AsyncConnection, link: PayLink, account: ledger.Account, payment: PaymentSeen
    ) -> _Booked:
        received_at = value_date.received_at(payment) or self._clock.now()
        posting = await ledger.post_payment(
            conn,
            ledger.PaymentReceived(
                source=f"pi:{payment.id}",
                account_id=link.account_id,
                plan_id=link.plan_id,
                installment_no=link.installment_no,
                amount=payment.amount,
                received_at=received_at,
                method=payment.method,
                allocation_order=self._order_for(account),
                posted_at=self._clock.now(),
            ),
        )
        if posting.is_new:
            await self._follow(conn, link, payment, posting=posting, received_at=received_at)
        return _Booked(transaction_id=posting.transaction_id, link=link)

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

    def _back(self, booked: _Booked, source: str, amount: Money) -> ledger.MoneyBack:
        now = self._clock.now()
        return ledger.MoneyBack(
            transaction_id=booked.transaction_id,
            source=source,
            amount=amount,
            occurred_on=now.date(),
            posted_at=now,
            memo=source.partition(":")[0],
        )

    async def _take_back(
        self,
        conn: AsyncConnection,
        link: PayLink | None,
        back: ledger.MoneyBack,
        *,
        undone_source: str | None,
    ) -> None:
        """Book money that left, and that it came back after all when `undone_source` says so.

        A movement that failed before we saw it succeed is written as both: the sum is the same.
        Money that another refund or dispute has taken already is not taken a second time.
        """
        try:
            found = await ledger.refund(conn, back, order_for=self._order_for)
        except ledger.AlreadyReversed:
            found = None
        if undone_source is not None:
            await ledger.undo_refund(conn, back, source=undone_source, order_for=self._order_for)
        elif found is None or found.beyond:
            await self._flag(conn, link, "money_back_beyond", back.source)

    async def _flag(
        self, conn: AsyncConnection, link: PayLink | None, concern: str, object_id: str
    ) -> None:
        """Let a person look; the same concern about the same object is noted once.

        Without a link nobody is known whom a case could be about: the log says it.
        """
        if link is None:
            log.error("payment.flagged", concern=concern, object=object_id, case=None)
            return
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
        "payment_beyond_debt": bool(posting.credit),
        "payment_of_old_terms": link.state is LinkState.REVOKED or _is_of_another(link, posting),
        "payment_after_expiry": received_at > link.expires_at,
        "settlement_lapsed": posting.settlement_lapsed,
    }
    return [concern for concern, holds in found.items() if holds]


def _is_of_another(link: PayLink, posting: ledger.Posting) -> bool:
    """Whether the agreement that was paid on the page is not the one the money counted for."""
    is_first = link.state is LinkState.OPEN
    return is_first and (posting.plan is None or posting.plan.id != link.plan_id)
