"""What reconciliation finds: one finding each, a difference unless it is too young or only ages.

Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.kernel.ids import AccountId
from bot.kernel.money import Money


class Kind(StrEnum):
    """What is not as it should be; `words.py` says what each means and what to do."""

    PAYMENT_NOT_POSTED = "payment_not_posted"
    PAYMENT_AMOUNT = "payment_amount"
    PAYMENT_CURRENCY = "payment_currency"
    PAYMENT_UNKNOWN = "payment_unknown"
    PAYMENT_NOT_SUCCEEDED = "payment_not_succeeded"
    PAYMENT_MISDIRECTED = "payment_misdirected"
    WRONG_MODE = "wrong_mode"
    REFUND_NOT_POSTED = "refund_not_posted"
    REFUND_AMOUNT = "refund_amount"
    REFUND_NOT_UNDONE = "refund_not_undone"
    REFUND_UNKNOWN = "refund_unknown"
    DISPUTE_NOT_POSTED = "dispute_not_posted"
    DISPUTE_AMOUNT = "dispute_amount"
    DISPUTE_NOT_UNDONE = "dispute_not_undone"
    DISPUTE_UNKNOWN = "dispute_unknown"
    LINK_WITHOUT_PAYMENT = "link_without_payment"
    LINK_STILL_OPEN = "link_still_open"
    SESSION_STILL_OPEN = "session_still_open"
    SESSION_STUCK = "session_stuck"
    SESSION_PAYMENT_UNSEEN = "session_payment_unseen"
    EVENT_DEAD = "event_dead"
    EVENT_STUCK = "event_stuck"
    INSTALLMENT_AMOUNT = "installment_amount"
    LEDGER_UNBALANCED = "ledger_unbalanced"
    LEDGER_CHARGES = "ledger_charges"
    CREDIT_BESIDE_DEBT = "credit_beside_debt"
    ARRANGED_WITHOUT_PLAN = "arranged_without_plan"
    IDLE_CASH = "idle_cash"
    UNAPPLIED_CASH = "unapplied_cash"
    CUSTOMER_CREDIT = "customer_credit"


class Weight(StrEnum):
    """`pending`: too young to be called a difference; `ageing`: right, but it should not stay."""

    DIFFERENCE = "difference"
    PENDING = "pending"
    AGEING = "ageing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as it should be.

    `subject` names it for good (`pi_…`, `re_…`, `pay_…:2`); `expected` and `found` are None where
    no money is in question; `since` is when it began, None when only we know since when we see it.
    """

    kind: Kind
    subject: str
    account_id: AccountId | None = None
    folio: str | None = None
    expected: Money | None = None
    found: Money | None = None
    since: datetime | None = None
    weight: Weight = Weight.DIFFERENCE

    @property
    def gap(self) -> Money | None:
        """What was found less what was expected; None without both in one currency."""
        if self.expected is None or self.found is None:
            return None
        if self.expected.currency != self.found.currency:
            return None
        return self.found - self.expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A finding of a run, with when the first of the runs that found it in a row did so."""

    finding: Finding
    first_seen_at: datetime

    @property
    def began_at(self) -> datetime:
        """When it began, as far as anybody knows."""
        return min(self.finding.since or self.first_seen_at, self.first_seen_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class KindTotal:
    """The sums of one kind in one currency; `currency` None: no money is in question."""

    kind: Kind
    weight: Weight
    currency: str | None
    count: int
    expected_minor: int
    found_minor: int

    @property
    def gap_minor(self) -> int:
        """What was found less what was expected, in minor units."""
        return self.found_minor - self.expected_minor


def totals_of(findings: Sequence[Finding]) -> tuple[KindTotal, ...]:
    """Sums by kind, weight and currency, in the kinds' order."""
    sums: dict[tuple[Kind, Weight, str], list[int]] = {}
    for finding in findings:
        for currency in _currencies(finding):
            row = sums.setdefault((finding.kind, finding.weight, currency), [0, 0, 0])
            row[0] += 1
            row[1] += _minor(finding.expected, currency)
            row[2] += _minor(finding.found, currency)
    order = {kind: place for place, kind in enumerate(Kind)}
    return tuple(
        KindTotal(
            kind=kind,
            weight=weight,
            currency=currency or None,
            count=count,
            expected_minor=expected,
            found_minor=found,
        )
        for (kind, weight, currency), (count, expected, found) in sorted(
            sums.items(), key=lambda item: (order[item[0][0]], item[0][1], item[0][2])
        )
    )


def _currencies(finding: Finding) -> list[str]:
    named = {money.currency for money in (finding.expected, finding.found) if money is not None}
    return sorted(named) or [""]


def _minor(money: Money | None, currency: str) -> int:
    return money.amount_minor if money is not None and money.currency == currency else 0
