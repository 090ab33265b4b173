"""Between ledger and policy, strangers to each other: facts to decide on, offers to keep."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from bot.ledger.service import (
    Account,
    Balance,
    Component,
    DecisionMeta,
    Installment,
    OrderFor,
    PlanTerms,
)
from bot.negotiation.offers import OfferDraft
from bot.policy.allocation import allocation_for
from bot.policy.evaluate import AccountFacts, Decision
from bot.policy.schema import Flag, Policy
from bot.policy.terms import OfferTerms, Position


def account_facts(account: Account, balance: Balance, *, not_kept: int) -> AccountFacts:
    """What the policy may ask about this account; `not_kept` is what was broken with us.

    The lender's file has counted its own broken promises: ours are added to them.
    """
    return AccountFacts(
        country=account.country,
        product=account.product,
        days_past_due=balance.days_past_due,
        balance=balance.total,
        broken_promises=account.broken_promises + not_kept,
        flags=frozenset(cast("Flag", flag) for flag in account.flags),
    )


def position_of(balance: Balance) -> Position:
    """What is owed, as the policy computes with it."""
    return Position(
        currency=balance.currency,
        total=balance.total,
        past_due=balance.past_due,
        components=dict(balance.components),
    )


def order_for(policy: Policy) -> OrderFor:
    """How the policy orders what a payment reaches, for the ledger to ask per account."""

    def order(account: Account) -> tuple[Component, ...]:
        return allocation_for(policy, country=account.country, product=account.product)

    return order


def draft(terms: OfferTerms, *, now: datetime, zone: str) -> OfferDraft:
    """The policy's offer as the ledger keeps it, open from `now` to its first day in `zone`."""
    last_day = terms.installments[0].due_on
    midnight = datetime.combine(last_day + timedelta(days=1), time.min, ZoneInfo(zone))
    parts = {cast("Component", name): part for name, part in terms.discount_by_component.items()}
    return OfferDraft(
        terms=PlanTerms(
            kind=terms.kind,
            total=terms.total_to_pay,
            discount=terms.discount,
            discount_by_component=parts,
            installments=tuple(
                Installment(no=i.no, due_on=i.due_on, amount=i.amount) for i in terms.installments
            ),
            grace_days=terms.grace_days,
            tolerance_pct=terms.tolerance_pct,
        ),
        expires_at=min(now + timedelta(hours=terms.expires_hours), midnight),
    )


def decision_meta(decision: Decision, *, content_hash: str) -> DecisionMeta:
    """What decided, as the ledger keeps it; `content_hash` is that of the whole policy."""
    return DecisionMeta(
        policy=decision.policy,
        policy_version=decision.version,
        content_hash=content_hash,
        rule=decision.rule_id or "",
        why=decision.why,
    )
