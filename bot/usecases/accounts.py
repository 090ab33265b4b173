"""Which account a verified person means: the one they chose, their only one, or we ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.cases.model import Reason
from bot.cases.store import open_case
from bot.kernel.ids import AccountId
from bot.kernel.messages import Reply, ReplyOption
from bot.ledger.service import Account, accounts_of
from bot.usecases.account_names import read_account_name
from bot.usecases.call import Answer, Call, say
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
    spoken_of = next((account for account in accounts if account.id == wanted), None)
    return _named(call, accounts) or spoken_of


async def ask_account(call: Call, wish: str) -> Answer:
    """Ask which account; the conversation comes back to `wish` once it is known.

    A customer without any account is a person's matter.
    """
    accounts = await _accounts(call)
    if not accounts:
        await open_case(
            call.conn,
            contact_id=call.contact.id,
            reason=Reason.NO_ACCOUNT,
            now=call.now,
            hand_over=True,
        )
        return say("human.handoff", slots={"awaiting": "nobody"})
    options = tuple(
        ReplyOption(
            id=f"choose_option:{account.id}",
            key="account.option",
            values={"product": text(_product(account)), "last4": account.last4},
        )
        for account in accounts[:_SHOWN]
    )
    return Answer(
        replies=(Reply(key="account.ask", options=options),),
        slots={"awaiting": "account", "account_for": wish},
    )


async def read_account(call: Call) -> AccountId | None:
    """The account that the person just named: by button, last digits, product, currency, place."""
    accounts = (await _accounts(call))[:_SHOWN]
    if call.choice is not None:
        return next((account.id for account in accounts if account.id == call.choice), None)
    named = _named(call, accounts)
    if named is not None:
        return named.id
    choices = [Choice(position=n, kind="account") for n, _ in enumerate(accounts, start=1)]
    position = read_choice(call.words, choices)
    return accounts[position - 1].id if position else None


async def own_accounts(call: Call) -> frozenset[AccountId]:
    """The accounts of whoever is verified now; none of anybody who is not."""
    return frozenset(account.id for account in await _accounts(call))


def _named(call: Call, accounts: Sequence[Account]) -> Account | None:
    if call.slots.get("identity"):
        return None  # these words proved who they are; their figures name no account
    return read_account_name(
        call.words,
        accounts,
        current=call.slots.get("account"),
        asked=call.slots.get("awaiting") == "account",
    )


async def _accounts(call: Call) -> list[Account]:
    """None while nobody is verified: then nothing here is anybody's to choose or accept."""
    customer = call.contact.customer_id
    if customer is None or not call.contact.is_verified(call.now):
        return []
    return await accounts_of(call.conn, customer)


def _product(account: Account) -> str:
    return f"product.{account.product if account.product in _PRODUCTS else 'other'}"
