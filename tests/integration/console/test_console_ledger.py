"""The money pages on the real ledger: money is applied once, and the statement tells it."""

import csv
import io
from datetime import timedelta

import pytest

from bot.kernel.money import Money
from bot.ledger import service as ledger
from bot.payments.reconciliation.model import Kind
from bot.payments.reconciliation.run import Reconciliation
from tests.support import debts

OWED = Money(987_654, "MXN")


@pytest.fixture
def desk():
    """Not in memory: the ledger's own."""
    return ledger


@pytest.fixture
async def debt(database, vault, clock):
    async with database.transaction() as conn:
        return await debts.lend(conn, vault, OWED, clock)


@pytest.fixture
def receive(database, clock):
    """Money comes that fits no account; its transaction."""

    async def post(minor, source="pi:pi_1"):
        received = ledger.UnappliedReceived(
            source=source,
            amount=Money(minor, "MXN"),
            received_at=clock.now(),
            method="card",
            note="pi_1",
            claimed_account=None,
        )
        async with database.transaction() as conn:
            return await ledger.post_unapplied(conn, received, posted_at=clock.now())

    return post


async def test_waiting_money_is_applied_and_told_in_the_statement(browser, debt, receive, clock):
    money = await receive(50_000)
    clock.advance(timedelta(days=2))
    csrf = await browser.sit_down()
    assert "$500.00 MXN" in await browser.get("/money/unapplied")
    await browser.post(f"/money/unapplied/{money}/apply", csrf=csrf, account=debt.account_id)
    assert "No hay dinero sin aplicar" in await browser.get("/money/unapplied")
    clock.advance(timedelta(seconds=1))
    text = await browser.get(f"/money/accounts/{debt.account_id}/statement.csv")
    read = list(csv.DictReader(io.StringIO(text, newline="")))
    told = [(row["kind"], row["change"], row["balance"]) for row in read]
    assert told == [
        ("opening", "", "0.00"),
        ("charge", "9876.54", "9876.54"),
        ("payment", "-500.00", "9376.54"),
        ("closing", "", "9376.54"),
    ]


async def test_it_is_applied_once_however_often_the_form_is_sent(
    browser, database, debt, receive, clock
):
    money, csrf = await receive(50_000), await browser.sit_down()
    path = f"/money/unapplied/{money}/apply"
    answers = [await browser.post(path, csrf=csrf, account=debt.account_id) for _ in range(2)]
    assert [status for status, _ in answers] == [200, 409]
    async with database.transaction() as conn:
        balance = await ledger.balance(conn, debt.account_id, today=clock.now().date())
    assert balance.total == Money(937_654, "MXN")


async def test_money_beyond_the_debt_is_a_credit(browser, debt, receive, clock):
    money, csrf = await receive(987_655), await browser.sit_down()
    await browser.post(f"/money/unapplied/{money}/apply", csrf=csrf, account=debt.account_id)
    page = await browser.get("/money/credits")
    assert all(words in page for words in ("$0.01 MXN", debt.account_id))


async def test_reconciliation_sees_what_the_queue_shows(
    database, stripe_client, debt, receive, clock
):
    money = await receive(50_000, source="bank:1")
    clock.advance(timedelta(hours=1))
    (found,) = (await Reconciliation(database, stripe_client, clock).run(by="x")).findings
    assert (found.finding.kind, found.finding.subject) == (Kind.UNAPPLIED_CASH, money)
    async with database.transaction() as conn:
        await ledger.apply_unapplied(conn, money, debt.account_id, by="ana", now=clock.now())
    assert (await Reconciliation(database, stripe_client, clock).run(by="x")).findings == ()
