"""Which account is meant: the only one, the one that was named, or it is asked; never guessed."""

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.ids import AccountId
from bot.kernel.privacy import Vault
from bot.negotiation.tables import offers
from bot.payments.tables import pay_links
from bot.usecases.accounts import ask_account, chosen_account, own_accounts, read_account
from bot.usecases.balance import explain_balance, explain_charges
from bot.usecases.call import Answer, Call
from tests.support.clock import HandClock
from tests.support.debtor import LATE, NOT_YET_DUE, Debtor, keys, someone

CARD = AccountId("ACC-2")


@pytest.fixture
async def debtor(conn: AsyncConnection, vault: Vault, clock: HandClock) -> Debtor:
    """A verified person with a loan in pesos (4471) and a card in dollars (9902)."""
    found = await someone(conn, vault, clock)
    await found.owes(LATE)
    card = {"product": "credit_card", "last4": "9902", "currency": "USD"}
    await found.owes(NOT_YET_DUE, account=CARD, **card)
    await found.is_verified()
    return found


async def chosen(debtor: Debtor, text: str, **slots: str) -> str | None:
    account = await chosen_account(await debtor.says(text, **slots))
    return account.id if account else None


async def read(debtor: Debtor, text: str = "", *, choice: str | None = None) -> str | None:
    return await read_account(await debtor.says(text, choice=choice, awaiting="account"))


async def test_the_only_account_is_not_asked_for(rocio: Debtor) -> None:
    assert await chosen(rocio, "cuánto debo?") == "ACC-1"


async def test_of_two_accounts_none_is_guessed(debtor: Debtor) -> None:
    assert await chosen(debtor, "cuánto debo?") is None


@pytest.mark.parametrize(
    ("text", "account"),
    [("la 9902", "ACC-2"), ("cuánto debo de la 4471", "ACC-1"), ("la de dólares", "ACC-2")],
)
async def test_an_account_may_be_named_at_once(debtor: Debtor, text: str, account: str) -> None:
    assert await chosen(debtor, text) == account


async def test_the_account_spoken_of_last_is_meant(debtor: Debtor) -> None:
    assert await chosen(debtor, "y el desglose?", account="ACC-2") == "ACC-2"


async def test_the_other_one_is_the_one_not_spoken_of(debtor: Debtor) -> None:
    assert await chosen(debtor, "y la otra?", account="ACC-2") == "ACC-1"


async def test_an_account_of_nobody_is_not_meant(debtor: Debtor) -> None:
    assert await chosen(debtor, "cuánto debo?", account="ACC-99") is None


async def test_the_words_that_proved_who_they_are_name_no_account(debtor: Debtor) -> None:
    call = await debtor.says("14/06/1987 cp 9902", identity=True)
    assert await chosen_account(call) is None


async def test_the_question_offers_every_account_and_comes_back(debtor: Debtor) -> None:
    answer = await ask_account(await debtor.says("un plan"), "plan")
    ids = [option.id for option in answer.replies[0].options]
    assert ids == ["choose_option:ACC-1", "choose_option:ACC-2"]
    assert answer.slots == {"awaiting": "account", "account_for": "plan"}


@pytest.mark.parametrize(
    ("text", "account"),
    [
        ("la 9902", "ACC-2"),
        ("el préstamo", "ACC-1"),
        ("la tarjeta", "ACC-2"),
        ("la primera", "ACC-1"),
        ("2", "ACC-2"),
        ("la de pesos", "ACC-1"),
        ("no sé", None),
        ("las dos", None),
    ],
)
async def test_the_answer_is_read_from_words(
    debtor: Debtor, text: str, account: str | None
) -> None:
    assert await read(debtor, text) == account


@pytest.mark.parametrize(("choice", "account"), [("ACC-2", "ACC-2"), ("ACC-99", None)])
async def test_the_answer_is_read_from_a_button(
    debtor: Debtor, choice: str, account: str | None
) -> None:
    assert await read(debtor, "Tarjeta ••9902", choice=choice) == account


async def test_whose_proof_has_lapsed_has_no_accounts(debtor: Debtor) -> None:
    await debtor.change(verified_until=debtor.clock.now())
    call = await debtor.says("la 4471", account="ACC-1")
    assert await chosen_account(call) is None
    assert await own_accounts(call) == frozenset()
    assert (await ask_account(call, "plan")).replies[0].options == ()


async def _menu(debtor: Debtor, call: Call) -> Answer:
    return await debtor.use_cases.offers.menu(call)


async def _pay(debtor: Debtor, call: Call) -> Answer:
    return await debtor.use_cases.pay.pay_now(call)


@pytest.mark.parametrize(
    ("use_case", "wish"),
    [
        (lambda _, call: explain_balance(call), "balance"),
        (lambda _, call: explain_charges(call), "detail"),
        (_menu, "plan"),
        (_pay, "pay"),
    ],
)
async def test_every_figure_waits_until_the_account_is_known(debtor, use_case, wish) -> None:
    answer = await use_case(debtor, await debtor.says("dime"))
    assert keys(answer) == ["account.ask"]
    assert answer.slots["account_for"] == wish
    assert await debtor.rows(offers) == await debtor.rows(pay_links) == []


async def test_a_customer_without_accounts_gets_a_person(
    conn: AsyncConnection, vault: Vault, clock: HandClock
) -> None:
    customer = await someone(conn, vault, clock)
    await customer.is_verified()
    answer = await explain_balance(await customer.says("cuánto debo?"))
    assert keys(answer) == ["human.handoff"]
