"""The ledger held against itself, and money in it that should not rest where it is. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from bot.kernel.money import Money
from bot.ledger.proof import Excess, Figures
from bot.ledger.resting import Rest
from bot.payments.reconciliation.model import Finding, Kind, Weight


def ledger_findings(fact: Excess | Figures | Rest) -> Iterator[Finding]:
    """What the ledger says against itself, and what it keeps waiting."""
    match fact:
        case Excess():
            yield _unbalanced(fact)
        case Figures():
            yield from _of_account(fact)
        case Rest():
            yield _resting(fact)
        case other:
            assert_never(other)


def _unbalanced(found: Excess) -> Finding:
    return Finding(
        kind=Kind.LEDGER_UNBALANCED,
        subject=found.transaction_id,
        account_id=found.account_id,
        folio=found.folio,
        expected=Money.zero(found.excess.currency),
        found=found.excess,
        since=found.posted_at,
    )


def _of_account(account: Figures) -> Iterator[Finding]:
    nothing = Money.zero(account.by_books.currency)
    if account.by_books != account.by_charges:
        yield _account_finding(
            account, Kind.LEDGER_CHARGES, expected=account.by_charges, found=account.by_books
        )
    if account.credit < nothing or (account.credit and account.by_books > nothing):
        yield _account_finding(
            account, Kind.CREDIT_BESIDE_DEBT, expected=nothing, found=account.credit
        )
    if account.arranged and not account.has_plan:
        yield _account_finding(
            account, Kind.ARRANGED_WITHOUT_PLAN, expected=nothing, found=account.arranged
        )


def _account_finding(account: Figures, kind: Kind, *, expected: Money, found: Money) -> Finding:
    return Finding(
        kind=kind,
        subject=account.account_id,
        account_id=account.account_id,
        expected=expected,
        found=found,
    )


def _resting(money: Rest) -> Finding:
    kind = Kind.UNAPPLIED_CASH if money.account_id is None else Kind.CUSTOMER_CREDIT
    return Finding(
        kind=kind,
        subject=money.subject,
        account_id=money.account_id,
        folio=money.folio,
        expected=Money.zero(money.amount.currency),
        found=money.amount,
        since=money.since,
        weight=Weight.AGEING,
    )
