"""Which account a verified person means: the one they chose, their only one, or we ask."""

from __future__ import annotations

from typing import Final

from bot.kernel.ids import AccountId
from bot.kernel.messages import Reply, ReplyOption
from bot.ledger.model import Account
from bot.ledger.service import accounts_of
from bot.usecases.call import Answer, Call
from bot.usecases.choices import Choice, read_choice
from bot.usecases.values import text

_PRODUCTS: Final = frozenset({"personal_loan", "credit_card", "insurance", "device", "bnpl"})
_SHOWN: Final = 10


async def chosen_account(call: Call) -> Account | None:
    """The account in question; None when it must be asked, or there is none."""
    accounts = await _accounts(call)
    if len(accounts) == 1:
        return accounts[0]
    wanted = call.slots.get("account")
    return next((account for account in accounts if account.id == wanted), None)


async def ask_account(call: Call, wish: str) -> Answer:
    """Ask which account; the conversation comes back to `wish` once it is known."""
    options = tuple(
        ReplyOption(
            id=f"choose_option:{account.id}",
            key="account.option",
            values={"product": text(_product(account)), "last4": account.last4},
        )
        for account in (await _accounts(call))[:_SHOWN]
    )
    return Answer(
        replies=(Reply(key="account.ask", options=options),),
        slots={"awaiting": "account", "wish": wish},
    )


async def read_account(call: Call) -> AccountId | None:
    """The account that the person just named, by button, by number or by its last digits."""
    accounts = (await _accounts(call))[:_SHOWN]
    for account in accounts:
        if call.choice == account.id or account.last4 in call.words:
            return account.id
    choices = [Choice(position=n, kind="account") for n, _ in enumerate(accounts, start=1)]
    position = read_choice(call.words, choices)
    return accounts[position - 1].id if position else None


async def _accounts(call: Call) -> list[Account]:
    customer = call.contact.customer_id
    return await accounts_of(call.conn, customer) if customer else []


def _product(account: Account) -> str:
    return f"product.{account.product if account.product in _PRODUCTS else 'other'}"
