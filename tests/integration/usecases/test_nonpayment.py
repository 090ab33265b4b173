"""Why a payment was missed: asked once in a month, never in Colombia, and every answer helps."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.cases.tables import cases
from bot.contacts.store import contact_of_customer
from bot.kernel.ids import CustomerId
from bot.kernel.privacy import Vault
from bot.ledger.tables import accounts
from bot.storage.database import Database
from bot.usecases.balance import explain_balance
from bot.usecases.nonpayment_question import Cause
from bot.usecases.portfolio import import_portfolio
from tests.support.clock import HandClock
from tests.support.debtor import ACCOUNT, Debtor, keys, use_cases
from tests.support.demo import PORTFOLIO, people

ASKED = "balance.reason"
COLOMBIANS = [CustomerId(person.id) for person in people() if person.country == "CO"]


async def asks(debtor: Debtor, **slots: str) -> list[str]:
    """Asks for the balance, and hears the answer."""
    answer = await explain_balance(await debtor.says("cuánto debo?", **slots))
    await debtor.hears(answer.replies)
    return keys(answer)


async def tells(debtor: Debtor, said: str, choice: str | None = None) -> list[str]:
    call = await debtor.says(said, choice=choice, awaiting="cause", account=ACCOUNT)
    return keys(await debtor.use_cases.nonpayment.hear(call))


async def test_it_is_asked_once_and_again_after_a_month(rocio: Debtor) -> None:
    assert await asks(rocio) == [ASKED]
    assert await asks(rocio) == ["balance.summary"]
    rocio.clock.advance(timedelta(days=31))
    await rocio.is_verified()
    await rocio.change(last_inbound_at=rocio.clock.now())
    assert await asks(rocio) == [ASKED]


@pytest.mark.parametrize("country", ["CO", "FR"])
async def test_it_is_never_asked_in_colombia(rocio: Debtor, country: str) -> None:
    await rocio.change(country=country)
    assert await asks(rocio) == ["balance.summary"]


async def test_no_colombian_of_the_demo_is_asked(
    database: Database, vault: Vault, clock: HandClock
) -> None:
    await import_portfolio(database, vault, PORTFOLIO, all_or_nothing=True, now=clock.now())
    assert len(COLOMBIANS) >= 3
    async with database.transaction() as conn:
        for customer in COLOMBIANS:
            contact_id = await contact_of_customer(conn, customer, clock.now())
            debtor = Debtor(conn, vault, clock, contact_id, use_cases(vault))
            await debtor.change(last_inbound_at=clock.now())
            await debtor.is_verified(customer)
            assert await asks(debtor) in (["balance.summary"], ["balance.not_due"])


async def test_who_is_not_late_is_not_asked(punctual: Debtor) -> None:
    assert await asks(punctual) == ["balance.not_due"]


@pytest.mark.parametrize("flag", ["disputed", "hardship", "time_barred", "refused"])
async def test_it_is_not_asked_about_a_marked_account(rocio: Debtor, flag: str) -> None:
    await rocio.conn.execute(sa.update(accounts).values(flags=[flag]))
    assert await asks(rocio) == ["balance.summary"]


@pytest.mark.parametrize("awaiting", ["choice", "terms"])
async def test_it_does_not_get_in_the_way_of_a_choice(rocio: Debtor, awaiting: str) -> None:
    assert await asks(rocio, awaiting=awaiting) == ["balance.summary"]


@pytest.mark.parametrize(
    ("said", "leads_to"),
    [
        ("Se me pasó", ["cause.forgiven", "offers.menu"]),
        ("la neta se me olvidó", ["cause.forgiven", "offers.menu"]),
        ("i forgot tbh", ["cause.forgiven", "offers.menu"]),
        ("1", ["cause.forgiven", "offers.menu"]),
        ("me quedé sin chamba", ["hardship.heard"]),
        ("my hours got cut", ["hardship.heard"]),
        ("la 2", ["hardship.heard"]),
        ("no estoy de acuerdo", ["cause.doubted"]),
        ("i don't agree", ["cause.doubted"]),
        ("prefiero no decir", ["cause.respected"]),
        ("rather not say", ["cause.respected"]),
        ("no", ["cause.respected"]),
        ("prefiero no decir, no me alcanza", ["hardship.heard"]),
        ("pues así es la vida", ["cause.heard"]),
    ],
)
async def test_each_answer_leads_on(rocio: Debtor, said: str, leads_to: list[str]) -> None:
    assert await tells(rocio, said) == leads_to


@pytest.mark.parametrize("cause", Cause)
async def test_each_button_leads_on(rocio: Debtor, cause: Cause) -> None:
    assert "cause.heard" not in await tells(rocio, "…", choice=cause)


async def test_a_no_to_paying_is_no_answer_to_why(rocio: Debtor) -> None:
    hear = rocio.use_cases.nonpayment.hear_refusal
    refused = await hear(await rocio.says("no voy a pagar y punto", awaiting="cause"))
    unsaid = await hear(await rocio.says("prefiero no decir", awaiting="cause"))
    assert (keys(refused), keys(unsaid)) == (["refusal.heard"], ["cause.respected"])


async def test_a_volunteered_hardship_is_on_record(rocio: Debtor) -> None:
    await tells(rocio, "estoy enfermo, no me alcanza")
    assert [case["reason"] for case in await rocio.rows(cases)] == ["hardship"]
