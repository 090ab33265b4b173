"""Payments, refunds and disputes: what Stripe says against what the ledger holds. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from bot.kernel.money import Money
from bot.payments.reconciliation.facts import (
    Back,
    BackAtStripe,
    BackFacts,
    IdleCash,
    PaymentAtStripe,
    PaymentFacts,
    Posted,
)
from bot.payments.reconciliation.model import Finding, Kind, Weight

_BACKS: Final[Mapping[Back, tuple[Kind, Kind, Kind, Kind]]] = MappingProxyType(
    {
        "refund": (
            Kind.REFUND_NOT_POSTED,
            Kind.REFUND_AMOUNT,
            Kind.REFUND_NOT_UNDONE,
            Kind.REFUND_UNKNOWN,
        ),
        "dispute": (
            Kind.DISPUTE_NOT_POSTED,
            Kind.DISPUTE_AMOUNT,
            Kind.DISPUTE_NOT_UNDONE,
            Kind.DISPUTE_UNKNOWN,
        ),
    }
)


def payment_findings(fact: PaymentFacts, *, is_live: bool) -> Iterator[Finding]:
    """What is wrong with one payment; `is_live`: the mode that ours must be of."""
    seen, posted = fact.at_stripe, fact.posted
    if seen is not None and seen.is_live is not is_live:
        yield _payment(fact, Kind.WRONG_MODE, expected=_nothing(seen.amount), found=seen.amount)
        return
    if posted is None:
        if seen is not None and seen.status == "succeeded":
            yield _payment(
                fact,
                Kind.PAYMENT_NOT_POSTED,
                expected=seen.amount,
                found=_nothing(seen.amount),
            )
        return
    yield from _of_posted(fact, seen, posted)


def idle_cash(cash: IdleCash) -> Finding:
    """Money that waits at Stripe for a person to decide; Stripe does not say since when."""
    return Finding(
        kind=Kind.IDLE_CASH,
        subject=f"{cash.customer_id}:{cash.amount.currency.lower()}",
        account_id=cash.account_id,
        folio=cash.folio,
        expected=Money.zero(cash.amount.currency),
        found=cash.amount,
        weight=Weight.AGEING,
    )


def _of_posted(
    fact: PaymentFacts, seen: PaymentAtStripe | None, posted: Posted
) -> Iterator[Finding]:
    if seen is None or seen.status != "succeeded":
        kind = Kind.PAYMENT_UNKNOWN if seen is None else Kind.PAYMENT_NOT_SUCCEEDED
        yield _payment(fact, kind, expected=_nothing(posted.amount), found=posted.amount)
        return
    if seen.amount.currency != posted.amount.currency:
        yield _payment(fact, Kind.PAYMENT_CURRENCY, expected=seen.amount, found=posted.amount)
    elif seen.amount != posted.amount:
        yield _payment(fact, Kind.PAYMENT_AMOUNT, expected=seen.amount, found=posted.amount)
    yield from _of_direction(fact, posted)


def _of_direction(fact: PaymentFacts, posted: Posted) -> Iterator[Finding]:
    """Whether the money went where its link says; money without an account waits elsewhere."""
    link = fact.link
    if link is None or posted.account_id is None:
        return
    if posted.account_id != link.account_id:
        yield _payment(
            fact,
            Kind.PAYMENT_MISDIRECTED,
            expected=_nothing(posted.amount),
            found=posted.amount,
        )
    elif link.state == "open":
        yield Finding(
            kind=Kind.LINK_STILL_OPEN,
            subject=f"{link.id}:{fact.id}",
            account_id=link.account_id,
            folio=posted.folio or link.folio,
            expected=_nothing(posted.amount),
            found=posted.amount,
            since=posted.posted_at,
        )


def _payment(fact: PaymentFacts, kind: Kind, *, expected: Money, found: Money) -> Finding:
    account_id = fact.posted.account_id if fact.posted else None
    folio = fact.posted.folio if fact.posted else None
    return Finding(
        kind=kind,
        subject=fact.id,
        account_id=account_id or (fact.link.account_id if fact.link else None),
        folio=folio or (fact.link.folio if fact.link else None),
        expected=expected,
        found=found,
        since=_since(fact),
    )


def back_findings(fact: BackFacts) -> Iterator[Finding]:
    """What is wrong with one refund or dispute: the money that left us, at Stripe and here."""
    not_posted, amount, not_undone, unknown = _BACKS[fact.back]
    seen, posted = fact.at_stripe, fact.posted
    if seen is None:
        if posted is not None and posted.amount:
            yield _back(fact, unknown, expected=_nothing(posted.amount), found=posted.amount)
        return
    found = posted.amount if posted else _nothing(seen.amount)
    if _is_right(seen, found):
        return
    expected = seen.amount if seen.has_left else _nothing(seen.amount)
    if expected and not found:
        kind = not_posted
    elif not expected and found == seen.amount:
        kind = not_undone
    else:
        kind = amount
    yield _back(fact, kind, expected=expected, found=found)


def _is_right(seen: BackAtStripe, found: Money) -> bool:
    """Whether the ledger is right; of what is not decided yet all or nothing may be posted."""
    if seen.has_left is None:
        return not found or found == seen.amount
    if not found:
        return not seen.has_left
    return seen.has_left and found == seen.amount


def _back(fact: BackFacts, kind: Kind, *, expected: Money, found: Money) -> Finding:
    posted = fact.posted
    known = fact.at_stripe.happened_at if fact.at_stripe else None
    return Finding(
        kind=kind,
        subject=fact.id,
        account_id=posted.account_id if posted else None,
        folio=posted.folio if posted else None,
        expected=expected,
        found=found,
        since=known or (posted.posted_at if posted else None),
    )


def _since(fact: PaymentFacts) -> datetime | None:
    paid_at = fact.at_stripe.paid_at if fact.at_stripe else None
    return paid_at or (fact.posted.posted_at if fact.posted else None)


def _nothing(amount: Money) -> Money:
    return Money.zero(amount.currency)
