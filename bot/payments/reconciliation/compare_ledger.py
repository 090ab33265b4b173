"""The ledger held against itself, and money in it that should not rest where it is. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from bot.kernel.money import Money
from bot.ledger.proof import Excess, Figures
from bot.ledger.service import CreditHeld, Unapplied
from bot.payments.reconciliation.model import Finding, Kind, Weight


def ledger_findings(fact: Excess | Figures | Unapplied | CreditHeld) -> Iterator[Finding]:
    """What the ledger says against itself, and what it keeps waiting."""
    match fact:
        case Excess():
            yield _unbalanced(fact)
        case Figures():
            yield from _of_account(fact)
        case Unapplied():
            yield _unapplied(fact)
        case CreditHeld():
            yield _credit(fact)
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


def _unapplied(money: Unapplied) -> Finding:
    return Finding(
        kind=Kind.UNAPPLIED_CASH,
        subject=money.transaction_id,
        expected=Money.zero(money.left.currency),
        found=money.left,
        since=money.received_at,
        weight=Weight.AGEING,
    )


def _credit(held: CreditHeld) -> Finding:
    return Finding(
        kind=Kind.CUSTOMER_CREDIT,
        subject=held.account_id,
        account_id=held.account_id,
        expected=Money.zero(held.amount.currency),
        found=held.amount,
        since=held.since,
        weight=Weight.AGEING,
    )
