"""What the policy lets a person promise on an account today: until when, and how much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bot.kernel.clock import local_date
from bot.kernel.money import Money
from bot.ledger import service as ledger
from bot.ledger.service import Account, Balance, DecisionMeta, PromiseTerms
from bot.negotiation.promise_drafts import PromiseDraft
from bot.policy import blocks
from bot.policy.evaluate import Decision, decide
from bot.policy.schema import Policy, content_hash
from bot.usecases.balance import balance_of
from bot.usecases.call import Call
from bot.usecases.policy_facts import account_facts, decision_meta
from bot.usecases.promise_words import PromiseSaid


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An account and what may be promised on it; `usual` is proposed when no amount is named."""

    account: Account
    balance: Balance
    block: blocks.Promise
    meta: DecisionMeta
    today: date
    usual: Money
    stays_open: timedelta

    @property
    def last_day(self) -> date:
        """The last day that can be promised."""
        return self.today + timedelta(days=self.block.max_days)

    @property
    def past_due_or_total(self) -> Money:
        """What a half would be half of."""
        return self.balance.past_due or self.balance.total

    def amount_for(self, said: PromiseSaid, amount: Money | None) -> Money:
        """The amount to put in writing: never more than is owed, never another currency."""
        if said.wants_all:
            return self.balance.total
        if amount is None or amount.currency != self.account.currency or not amount:
            return self.usual
        return min(amount, self.balance.total)

    def terms_of(self, draft: PromiseDraft) -> PromiseTerms | None:
        """The draft as terms; None when it is incomplete or no longer allowed."""
        if draft.amount is None or draft.due_on is None:
            return None
        is_in_time = self.today <= draft.due_on <= self.last_day
        if not is_in_time or draft.amount > self.balance.total:
            return None
        return PromiseTerms(
            amount=draft.amount,
            due_on=draft.due_on,
            grace_days=self.block.grace_days,
            tolerance_pct=self.block.tolerance_pct,
        )


class PromiseLimits:
    """Reads one version of the policy for promises."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._content_hash = content_hash(policy)

    async def of(self, call: Call, account: Account) -> Standing | None:
        """What may be promised on `account` now; None when nothing may."""
        balance = await balance_of(call, account)
        not_kept = await ledger.times_not_kept(call.conn, account.id)
        decision = decide(self._policy, account_facts(account, balance, not_kept=not_kept))
        today = local_date(call.now, account.zone)
        block = _block(decision, today)
        if block is None or decision.offer is None or not balance.total:
            return None
        return Standing(
            account=account,
            balance=balance,
            block=block,
            meta=decision_meta(decision, content_hash=self._content_hash),
            today=today,
            usual=await _usual(call, balance),
            stays_open=timedelta(hours=decision.offer.expires_hours),
        )

    def currency_of(self, country: str) -> str:
        """The currency in which people of `country` name amounts."""
        return self._policy.currencies.get(country, "USD")


def _block(decision: Decision, today: date) -> blocks.Promise | None:
    offer = decision.offer
    if offer is None or offer.approval.always or not decision.effective.includes(today):
        return None
    return offer.promise


async def _usual(call: Call, balance: Balance) -> Money:
    """The promise that stands, the plan's next instalment, what is past due, or everything."""
    account_id = balance.account.id
    promise = await ledger.open_promise(call.conn, account_id)
    if promise is not None and promise.terms.amount <= balance.total:
        return promise.terms.amount
    plan = await ledger.active_plan(call.conn, account_id)
    due = ledger.next_installment(plan) if plan else None
    return due.owed if due else balance.past_due or balance.total
