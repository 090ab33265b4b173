"""Two people behind one phone: what one of them was shown is nothing to the other."""

from collections.abc import Awaitable, Callable
from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.ids import AccountId, CustomerId
from bot.kernel.privacy import Vault
from bot.ledger.tables import plans
from bot.payments.tables import pay_links
from bot.usecases.accounts import chosen_account, read_account
from bot.usecases.call import Answer, Call
from bot.usecases.people import greet
from tests.support.clock import HandClock
from tests.support.debtor import LATE, NOT_YET_DUE, Debtor, keys, someone
from tests.support.people import record

Act = Callable[[Debtor, Call], Awaitable[Answer]]
ACTS: dict[str, Act] = {
    "choosing": lambda debtor, call: debtor.use_cases.offers.choose(call),
    "a yes": lambda debtor, call: debtor.use_cases.plans.answer_yes(call),
    "a no": lambda debtor, call: debtor.use_cases.plans.answer_no(call),
    "paying": lambda debtor, call: debtor.use_cases.pay.pay_now(call),
}


@pytest.fixture
async def household(conn: AsyncConnection, vault: Vault, clock: HandClock) -> Debtor:
    """Rocío owes on 4471, 100 days late; Luis on 9902, nothing late; she is verified."""
    luis = record("CUS-2", date_of_birth=date(1990, 1, 2), postcode="44100")
    found = await someone(conn, vault, clock, record(), luis)
    await found.owes(LATE)
    other = {"customer_id": CustomerId("CUS-2"), "last4": "9902"}
    await found.owes(NOT_YET_DUE, account=AccountId("ACC-2"), **other)
    await found.is_verified("CUS-1")
    return found


def said(answer: Answer) -> str:
    return str(answer.replies)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("with_button", [True, False])
async def test_the_other_is_told_nothing_of_terms_they_never_saw(
    household: Debtor, act: str, *, with_button: bool
) -> None:
    offer = await household.sees_terms()
    await household.is_verified("CUS-2")
    choice = offer.id if with_button else None
    call = await household.says("la 1", choice=choice, awaiting="choice", account="ACC-1")
    answer = await ACTS[act](household, call)
    assert "4471" not in said(answer)
    assert "410001" not in said(answer)
    assert await household.rows(plans) == await household.rows(pay_links) == []


async def test_the_account_spoken_of_before_is_not_the_others(household: Debtor) -> None:
    await household.is_verified("CUS-2")
    account = await chosen_account(await household.says("la 4471", account="ACC-1"))
    assert account is not None
    assert account.id == "ACC-2"


async def test_the_button_of_the_others_account_chooses_none(household: Debtor) -> None:
    await household.is_verified("CUS-2")
    assert await read_account(await household.says(choice="ACC-1", awaiting="account")) is None


async def test_who_shares_a_phone_is_greeted_without_a_name(household: Debtor) -> None:
    await household.change(customer_id=None, verified_until=None)
    answer = await greet(await household.says("hola"))
    assert keys(answer) == ["greet.noname"]
    assert "Rocío" not in said(answer)


@pytest.mark.parametrize(
    ("facts", "who"),
    [("14/06/1987 cp 06700", "CUS-1"), ("2/1/1990 cp 44100", "CUS-2")],
)
async def test_each_proves_to_be_themselves(household: Debtor, facts: str, who: str) -> None:
    await household.change(customer_id=None, verified_until=None, identity_open=True)
    call = await household.says(facts, identity=True)
    assert keys(await household.use_cases.identify.present(call)) == ["identity.verified"]
    assert (await household.says()).contact.customer_id == who


@pytest.mark.parametrize("facts", ["14/06/1987 cp 44100", "2/1/1990 cp 06700"])
async def test_one_persons_birthday_and_the_others_home_prove_nothing(
    household: Debtor, facts: str
) -> None:
    await household.change(customer_id=None, verified_until=None, identity_open=True)
    call = await household.says(facts, identity=True)
    assert keys(await household.use_cases.identify.present(call)) == ["identity.not_matched"]
    assert (await household.says()).contact.verified_until is None
