"""Explain what is owed: to the cent, as of a date, never when the ledger contradicts itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.cases.model import Reason
from bot.cases.store import open_case
from bot.kernel.clock import local_date
from bot.kernel.messages import Reply, ReplyOption
from bot.kernel.money import Money
from bot.ledger import service as ledger
from bot.ledger.service import Account, Balance, Component, LedgerDoubt
from bot.usecases.accounts import ask_account, chosen_account
from bot.usecases.call import Answer, Call, Instead, say
from bot.usecases.nonpayment_question import asking, may_ask
from bot.usecases.not_kept import news_of
from bot.usecases.values import day, lines, money, text

NEXT_STEPS = (
    ReplyOption(id="request_plan", key="menu.plan"),
    ReplyOption(id="ask_charge_detail", key="menu.detail"),
    ReplyOption(id="ask_human", key="menu.human"),
)


async def explain_balance(call: Call) -> Answer:
    """Past due, total, next due date, day of the calculation; at times why it is late is asked.

    Whoever has not heard that an agreement was not kept hears that first, and is asked nothing.
    """
    account = await chosen_account(call)
    if account is None:
        return await ask_account(call, "balance")
    balance = await balance_of(call, account)
    news = await news_of(call, balance)
    if news:
        return Answer(replies=(*news, summary(balance)), slots=_about(account))
    if await may_ask(call, balance):
        return asking(summary(balance), balance)
    return Answer(replies=(summary(balance),), slots=_about(account))


async def explain_charges(call: Call) -> Answer:
    """The components, which sum to the total."""
    account = await chosen_account(call)
    if account is None:
        return await ask_account(call, "detail")
    balance = await balance_of(call, account)
    if not balance.total:
        return Answer(replies=(summary(balance),), slots=_about(account))
    detail = Reply(
        key="balance.detail",
        values={
            "last4": account.last4,
            "lines": component_lines(balance.components, "component.line"),
            "total": money(balance.total),
            "calculated_on": day(balance.calculated_on),
        },
        options=(NEXT_STEPS[0], NEXT_STEPS[2]),
    )
    return Answer(replies=(detail,), slots=_about(account))


async def balance_of(call: Call, account: Account) -> Balance:
    """The account's balance today, in its zone; said nowhere while it is in doubt.

    Raises Instead once a person has the doubtful account.
    """
    try:
        return await ledger.balance(
            call.conn, account.id, today=local_date(call.now, account.zone)
        )
    except LedgerDoubt:
        await open_case(
            call.conn,
            contact_id=call.contact.id,
            reason=Reason.LEDGER_DOUBT,
            now=call.now,
            account_id=account.id,
            hand_over=True,
        )
        raise Instead(say("balance.doubt", slots={"awaiting": "nobody"})) from None


def _about(account: Account) -> dict[str, str]:
    """Nothing is asked, and this account is the one spoken of."""
    return {"awaiting": "nobody", "account": account.id}


def component_lines(components: Iterable[tuple[Component, Money]], key: str) -> dict[str, Any]:
    """One line per component that is owed."""
    return lines(
        (key, {"component": text(f"component.{name}"), "amount": money(amount)})
        for name, amount in components
    )


def summary(balance: Balance) -> Reply:
    """The balance as it is said: past due, not due yet, or nothing left to pay."""
    account = balance.account
    values = {
        "creditor": account.creditor,
        "last4": account.last4,
        "past_due": money(balance.past_due),
        "total": money(balance.total),
        "next_due_on": day(balance.next_due_on) if balance.next_due_on else None,
        "calculated_on": day(balance.calculated_on),
    }
    if not balance.total:
        return Reply(key="balance.clear", values=values, options=(NEXT_STEPS[2],))
    key = "balance.summary" if balance.past_due else "balance.not_due"
    return Reply(key=key, values=values, options=NEXT_STEPS)
