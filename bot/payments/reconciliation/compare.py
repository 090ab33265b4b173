"""The comparison: facts in, findings out; to the cent, in any order, nothing left out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, assert_never

from bot.ledger.installment_proof import InstallmentSum
from bot.ledger.proof import Excess, Figures
from bot.ledger.service import CreditHeld, Unapplied
from bot.payments.reconciliation.compare_ledger import ledger_findings
from bot.payments.reconciliation.compare_ours import our_findings
from bot.payments.reconciliation.compare_payments import back_findings, idle_cash, payment_findings
from bot.payments.reconciliation.facts import (
    BackFacts,
    EventFacts,
    Fact,
    IdleCash,
    LinkFacts,
    PaymentFacts,
    SessionFacts,
)
from bot.payments.reconciliation.model import Finding, Kind, Weight

# Webhooks take seconds, a first retry a quarter of a minute: after this, it is not on its way.
IN_FLIGHT: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Who compares: when, and in which of Stripe's two modes."""

    now: datetime
    is_live: bool


def compare(facts: Iterable[Fact], view: View) -> list[Finding]:
    """Everything that is not as it should be; what is younger than ten minutes is pending."""
    return [_weighed(found, view) for fact in facts for found in _findings(fact, view)]


def _findings(fact: Fact, view: View) -> Iterator[Finding]:
    match fact:
        case PaymentFacts():
            yield from payment_findings(fact, is_live=view.is_live)
        case BackFacts():
            yield from back_findings(fact)
        case LinkFacts() | SessionFacts() | EventFacts() | InstallmentSum():
            yield from our_findings(fact, view.now)
        case IdleCash():
            yield idle_cash(fact)
        case Excess() | Figures() | Unapplied() | CreditHeld():
            yield from ledger_findings(fact)
        case other:
            assert_never(other)


def _weighed(found: Finding, view: View) -> Finding:
    is_young = found.since is not None and view.now - found.since < IN_FLIGHT
    if found.weight is not Weight.DIFFERENCE or found.kind not in _PASSING or not is_young:
        return found
    return replace(found, weight=Weight.PENDING)


# Only what an event under way will mend may be pending; a wrong amount is wrong at once.
_PASSING: Final = frozenset(
    {
        Kind.PAYMENT_NOT_POSTED,
        Kind.REFUND_NOT_POSTED,
        Kind.REFUND_NOT_UNDONE,
        Kind.DISPUTE_NOT_POSTED,
        Kind.DISPUTE_NOT_UNDONE,
        Kind.SESSION_PAYMENT_UNSEEN,
        Kind.SESSION_STILL_OPEN,
        Kind.SESSION_STUCK,
    }
)
