"""Questions that have one true answer: what is due when, how to pay, and who is writing."""

from __future__ import annotations

from typing import Final

from bot.compliance.rules import jurisdictions
from bot.contacts import store as contacts
from bot.kernel.messages import Reply, ReplyOption
from bot.ledger import service as ledger
from bot.ledger.service import Account, Balance
from bot.payments.schedule import left_of
from bot.usecases.accounts import ask_account, chosen_account
from bot.usecases.balance import balance_of, summary
from bot.usecases.call import Answer, Call, say
from bot.usecases.people import creditor_of
from bot.usecases.values import MENU, day, money

_PAY: Final = ReplyOption(id="pay_now", key="menu.pay")


async def explain_due_date(call: Call) -> Answer:
    """What falls due next and what is past due: what is left of the plan where there is one."""
    account = await chosen_account(call)
    if account is None:
        return await ask_account(call, "due")
    balance = await balance_of(call, account)
    reply = await _of_plan(call, account) or _of_balance(balance)
    return Answer(replies=(reply,), slots={"awaiting": "nobody", "account": account.id})


async def explain_methods(call: Call) -> Answer:
    """Where and how to pay. Whoever is not verified is not told that there is anything to pay."""
    if not call.contact.is_verified(call.now):
        return Answer()
    key = "methods.mx" if call.contact.country == "MX" else "methods.card"
    reply = Reply(key=key, options=(_PAY, MENU[-1]))
    return Answer(replies=(reply,), slots={"awaiting": "nobody"})


async def explain_who_we_are(call: Call) -> Answer:
    """Who writes, and where that can be checked without us; nothing is asked."""
    candidates = await contacts.customers_of(call.conn, call.contact.id)
    business = jurisdictions().business
    return say(
        "scam.verify",
        creditor=await creditor_of(call, candidates),
        web=business.web.removeprefix("https://"),
        phone=business.office(call.contact.country).phone,
    )


async def _of_plan(call: Call, account: Account) -> Reply | None:
    plan = await ledger.active_plan(call.conn, account.id)
    due = ledger.next_installment(plan) if plan else None
    if due is None:
        return None
    values = {
        "last4": account.last4,
        "amount": money(due.owed),
        "due_on": day(due.due_on),
        **left_of(plan, at_least=2),
    }
    key = "due.plan_late" if due.due_on < call.today else "due.plan"
    return Reply(key=key, values=values, options=(_PAY, MENU[-1]))


def _of_balance(balance: Balance) -> Reply:
    if not balance.total:
        return summary(balance)
    values = {
        "last4": balance.account.last4,
        "past_due": money(balance.past_due) if balance.past_due else None,
        "calculated_on": day(balance.calculated_on),
    }
    options = (_PAY, *MENU[1:])
    if balance.next_due_on is None or balance.next_due_amount is None:
        return Reply(key="due.late", values=values, options=options)
    values |= {"amount": money(balance.next_due_amount), "next_due_on": day(balance.next_due_on)}
    return Reply(key="due.next", values=values, options=options)
