"""Our links, sessions, events and instalments: what they say against what came of them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, assert_never

from bot.kernel.money import Money
from bot.ledger.installment_proof import InstallmentSum
from bot.payments.reconciliation.facts import EventFacts, LinkFacts, SessionFacts
from bot.payments.reconciliation.model import Finding, Kind

# Retries of an event grow to a quarter of an hour; one that is older than this is stuck.
_STUCK_AFTER: Final = timedelta(hours=1)

OurFact = LinkFacts | SessionFacts | EventFacts | InstallmentSum


def our_findings(fact: OurFact, now: datetime) -> Iterator[Finding]:
    """What is wrong with one of our own records at `now`."""
    match fact:
        case LinkFacts():
            yield from _of_link(fact)
        case SessionFacts():
            yield from _of_session(fact, now)
        case EventFacts():
            yield from _of_event(fact, now)
        case InstallmentSum():
            yield from _of_installment(fact)
        case other:
            assert_never(other)


def _of_link(link: LinkFacts) -> Iterator[Finding]:
    if link.state == "paid" and not link.has_payment:
        yield Finding(
            kind=Kind.LINK_WITHOUT_PAYMENT,
            subject=link.id,
            account_id=link.account_id,
            folio=link.folio,
            expected=link.amount,
            found=Money.zero(link.amount.currency),
            since=link.created_at,
        )


def _of_session(session: SessionFacts, now: datetime) -> Iterator[Finding]:
    is_payable = now < session.expires_at
    if session.state == "creating" and is_payable:
        yield _session_finding(session, Kind.SESSION_STUCK)
    is_open = session.status_at_stripe == "open"
    if is_open and is_payable and session.link.state != "open":
        yield _session_finding(session, Kind.SESSION_STILL_OPEN)
    if session.unposted is not None:
        yield Finding(
            kind=Kind.SESSION_PAYMENT_UNSEEN,
            subject=session.subject,
            account_id=session.link.account_id,
            folio=session.link.folio,
            expected=session.unposted.amount,
            found=Money.zero(session.unposted.amount.currency),
            since=session.unposted.paid_at or session.created_at,
        )


def _session_finding(session: SessionFacts, kind: Kind) -> Finding:
    return Finding(
        kind=kind,
        subject=session.subject,
        account_id=session.link.account_id,
        folio=session.link.folio,
        expected=Money.zero(session.amount.currency),
        found=session.amount,
        since=session.created_at,
    )


def _of_event(event: EventFacts, now: datetime) -> Iterator[Finding]:
    if event.is_dead:
        yield Finding(kind=Kind.EVENT_DEAD, subject=event.id, since=event.happened_at)
    elif now - event.happened_at > _STUCK_AFTER:
        yield Finding(kind=Kind.EVENT_STUCK, subject=event.id, since=event.happened_at)


def _of_installment(part: InstallmentSum) -> Iterator[Finding]:
    if part.paid != part.posted:
        yield Finding(
            kind=Kind.INSTALLMENT_AMOUNT,
            subject=part.subject,
            account_id=part.account_id,
            folio=part.folio,
            expected=part.posted,
            found=part.paid,
        )
