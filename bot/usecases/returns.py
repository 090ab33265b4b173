"""Coming back: one line on where they were and fitting ways on, instead of the whole balance."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bot.cases.model import Reason
from bot.cases.store import find_undone
from bot.kernel.messages import Reply, ReplyOption
from bot.ledger import service as ledger
from bot.ledger.service import Account, Plan, PlanInstallment
from bot.negotiation import offers as store
from bot.negotiation.offers import Offer
from bot.usecases.accounts import own_accounts
from bot.usecases.balance import balance_of, explain_balance
from bot.usecases.call import Answer, Call
from bot.usecases.not_kept import news_of
from bot.usecases.offer_replies import offer_title
from bot.usecases.offers import Offers
from bot.usecases.values import MENU, day, moment, money

_BALANCE, _OPTIONS, _HUMAN = MENU
_PAY: Final = ReplyOption(id="pay_now", key="menu.pay")
_DISPUTED: Final = (Reason.DISPUTE, Reason.IDENTITY_THEFT)


class Returns:
    """Knows what a verified person who says nothing more than hello may have come back for."""

    def __init__(self, offers: Offers) -> None:
        self._offers = offers

    async def go_on(self, call: Call) -> Answer:
        """Where they were: a claim looked at, an agreement, one that was not kept, open terms.

        Else the balance.
        """
        return (
            await _claim(call)
            or await _agreement(call)
            or await self._not_kept(call)
            or await self._open_offers(call)
            or await explain_balance(call)
        )

    async def _not_kept(self, call: Call) -> Answer | None:
        """What was not kept, in one line, and what the policy lets them do now."""
        for account_id in await own_accounts(call):
            account = await ledger.account(call.conn, account_id)
            news = await news_of(call, await balance_of(call, account))
            if news:
                menu = await self._offers.menu(call.about(account_id))
                return Answer(replies=(*news, *menu.replies), slots=menu.slots)
        return None

    async def _open_offers(self, call: Call) -> Answer | None:
        """The terms they had before them, or the options they were choosing from, made anew."""
        own = await own_accounts(call)
        round_ = [
            offer
            for offer in await store.open_round(call.conn, call.contact.id, now=call.now)
            if offer.account_id in own and self._offers.is_in_force(offer)
        ]
        if not round_:
            return None
        shown = next((offer for offer in round_ if offer.state == "terms"), None)
        if shown is not None:
            return await _terms(call, shown)
        account_id = round_[0].account_id
        return await self._offers.menu(call.about(account_id))


async def _claim(call: Call) -> Answer | None:
    """What people look at for them; of a disputed debt nothing is asked for meanwhile."""
    for reason in (*_DISPUTED, Reason.ALREADY_PAID):
        case = await find_undone(call.conn, call.contact.id, reason)
        if case is None or case.customer_id != call.contact.customer_id:
            continue
        is_disputed = reason in _DISPUTED
        key = "return.dispute" if is_disputed else "return.already_paid"
        options = (_HUMAN,) if is_disputed else (_BALANCE, _HUMAN)
        reply = Reply(key=key, values={"folio": case.folio}, options=options)
        return Answer(replies=(reply,), slots={"awaiting": "nobody"})
    return None


async def _agreement(call: Call) -> Answer | None:
    """The agreement whose next payment comes first."""
    found = [
        (due, plan)
        for account_id in await own_accounts(call)
        if (plan := await ledger.active_plan(call.conn, account_id))
        and (due := ledger.next_installment(plan))
    ]
    if not found:
        return None
    due, plan = _soonest(found)
    account = await ledger.account(call.conn, plan.account_id)
    values = {
        "last4": account.last4,
        "folio": plan.folio,
        "amount": money(due.owed),
        "due_on": day(due.due_on),
    }
    key = "return.plan_late" if due.due_on < call.today else "return.plan"
    reply = Reply(key=key, values=values, options=(_PAY, _BALANCE, _HUMAN))
    return Answer(replies=(reply,), slots=_about(account))


def _soonest(found: Iterable[tuple[PlanInstallment, Plan]]) -> tuple[PlanInstallment, Plan]:
    return min(found, key=lambda one: (one[0].due_on, one[1].id))


async def _terms(call: Call, offer: Offer) -> Answer:
    """A yes to this shows the terms again: only a yes right after them is one."""
    account = await ledger.account(call.conn, offer.account_id)
    values = {
        "title": offer_title(offer),
        "amount": money(offer.terms.total),
        "last4": account.last4,
        "expires": moment(offer.expires_at),
    }
    go_on = ReplyOption(id=f"choose_option:{offer.id}", key="return.option_go_on")
    reply = Reply(key="return.terms", values=values, options=(go_on, _OPTIONS, _HUMAN))
    return Answer(replies=(reply,), slots={**_about(account), "awaiting": "terms"})


def _about(account: Account) -> dict[str, str]:
    return {"awaiting": "nobody", "account": account.id}
