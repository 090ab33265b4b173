"""The ledger's pages: money that waits is applied once, credits are listed, statements add up."""

import csv
import io
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.kernel.money import Money
from bot.ledger import service as ledger
from bot.ledger.tables import transactions
from bot.payments.reconciliation.model import Kind
from bot.payments.reconciliation.run import Reconciliation
from tests.desk_people import NOW
from tests.support import debts
from tests.support.books import scalars

OWED = Money(987_654, "MXN")
OLD = NOW - timedelta(days=40)
YESTERDAY = NOW - timedelta(days=1)


@pytest.fixture
async def debt(database, vault, clock):
    """Somebody who has owed 9,876.54 MXN for forty days."""
    clock.set(OLD)
    async with database.transaction() as conn:
        lent = await debts.lend(conn, vault, OWED, clock)
    clock.set(NOW)
    return lent


@pytest.fixture
def receive(database):
    """Money comes that fits no account; its transaction."""

    async def post(minor=50_000, currency="MXN", *, at=OLD, source="pi:pi_9"):
        received = ledger.UnappliedReceived(
            source=source,
            amount=Money(minor, currency),
            received_at=at,
            method="card",
            note="pi_9",
            claimed_account=None,
        )
        async with database.transaction() as conn:
            return await ledger.post_unapplied(conn, received, posted_at=at)

    return post


@pytest.fixture
def pay(database, debt):
    """The person pays."""

    async def post(minor, *, at):
        received = ledger.PaymentReceived(
            source=f"pi:{minor}",
            account_id=debt.account_id,
            plan_id=None,
            installment_no=None,
            amount=Money(minor, "MXN"),
            received_at=at,
            method="card",
            posted_at=at,
        )
        async with database.transaction() as conn:
            await ledger.post_payment(conn, received)

    return post


@pytest.fixture
def left(database):
    """What waits for an account: the transactions."""

    async def look():
        async with database.transaction() as conn:
            return [each.transaction_id for each in await ledger.unapplied(conn)]

    return look


@pytest.fixture
def owed(database, debt, clock):
    """What the person owes now."""

    async def look():
        async with database.transaction() as conn:
            today = clock.now().date()
            return (await ledger.balance(conn, debt.account_id, today=today)).total

    return look


@pytest.fixture
def apply(browser):
    """Confirms that the money goes to the account."""

    async def confirm(money, account, *, csrf):
        return await browser.post(f"/money/unapplied/{money}/apply", csrf=csrf, account=account)

    return confirm


async def test_an_empty_queue_says_so(browser):
    await browser.sit_down()
    assert "No hay dinero sin aplicar" in await browser.get("/money/unapplied")
    assert "Nadie tiene saldo a favor" in await browser.get("/money/credits")


async def test_money_that_waits_is_shown_with_its_age(browser, receive):
    await receive()
    await browser.sit_down()
    page = await browser.get("/money/unapplied")
    assert all(words in page for words in ("$500.00 MXN", "pi:pi_9", "hace 40 d"))


async def test_a_form_that_is_not_ours_applies_nothing(browser, receive, left, apply, debt):
    money = await receive()
    await browser.sit_down()
    assert (await apply(money, debt.account_id, csrf="guess"))[0] == 403
    assert await left() == [money]


async def test_the_account_is_shown_before_money_is_applied(browser, receive, left, debt):
    money = await receive()
    await browser.sit_down()
    page = await browser.get(f"/money/unapplied?money={money}&account={debt.account_id}")
    for words in ("Financiera Sol", "4471", "$9,876.54 MXN", "¿Aplicar $500.00 MXN"):
        assert words in page
    assert await left() == [money]


async def test_money_is_applied_once_it_is_confirmed(browser, receive, left, apply, debt, owed):
    money, csrf = await receive(), await browser.sit_down()
    await apply(money, debt.account_id, csrf=csrf)
    assert "No hay dinero sin aplicar" in await browser.get("/money/unapplied")
    assert (await left(), await owed()) == ([], Money(937_654, "MXN"))


async def test_the_books_say_who_applied_the_money(browser, database, receive, apply, debt):
    money, csrf = await receive(), await browser.sit_down("beto")
    await apply(money, debt.account_id, csrf=csrf)
    (memo,) = await scalars(
        database, sa.select(transactions.c.memo).where(transactions.c.reverses == money)
    )
    assert memo == f"applied to {debt.account_id} (beto)"


async def test_it_is_applied_once_however_often_the_form_is_sent(
    browser, receive, apply, debt, owed
):
    money, csrf = await receive(), await browser.sit_down()
    answers = [await apply(money, debt.account_id, csrf=csrf) for _ in range(2)]
    assert [status for status, _ in answers] == [200, 409]
    assert await owed() == Money(937_654, "MXN")


async def test_money_of_another_currency_is_refused(browser, receive, left, apply, debt):
    money, csrf = await receive(5, "USD"), await browser.sit_down()
    page = await browser.get(f"/money/unapplied?money={money}&account={debt.account_id}")
    assert "de otra moneda" in page
    status, page = await apply(money, debt.account_id, csrf=csrf)
    assert (status, "de otra moneda" in page, await left()) == (409, True, [money])


@pytest.mark.parametrize("account", ["ACC-404", "<script>", " "])
async def test_an_account_nobody_knows_is_refused(browser, receive, left, apply, account):
    money, csrf = await receive(), await browser.sit_down()
    status, page = await apply(money, account, csrf=csrf)
    assert (status, "No hay ninguna cuenta" in page, await left()) == (409, True, [money])


async def test_credits_are_listed_with_their_age(browser, pay, debt):
    await pay(987_655, at=OLD)
    await browser.sit_down()
    page = await browser.get("/money/credits")
    assert all(words in page for words in ("$0.01 MXN", debt.account_id, "hace 40 d"))


async def test_money_applied_beyond_the_debt_is_a_credit(browser, receive, apply, debt):
    money, csrf = await receive(987_655), await browser.sit_down()
    await apply(money, debt.account_id, csrf=csrf)
    page = await browser.get("/money/credits")
    assert all(words in page for words in ("$0.01 MXN", debt.account_id))


async def test_a_statement_opens_moves_and_closes(browser, pay, debt):
    await pay(50_000, at=YESTERDAY)
    await browser.sit_down()
    page = await browser.get(f"/money/accounts/{debt.account_id}?since={YESTERDAY.date()}")
    for words in ("$9,876.54 MXN", "Pago", "-$500.00 MXN", "$9,376.54 MXN", "Saldo final"):
        assert words in page


async def test_a_statements_csv_is_read_back_exactly(browser, receive, apply, debt, clock):
    money, csrf = await receive(), await browser.sit_down()
    await apply(money, debt.account_id, csrf=csrf)
    clock.tick()
    text = await browser.get(f"/money/accounts/{debt.account_id}/statement.csv")
    read = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [(row["kind"], row["change"], row["balance"]) for row in read] == [
        ("opening", "", "0.00"),
        ("charge", "9876.54", "9876.54"),
        ("payment", "-500.00", "9376.54"),
        ("closing", "", "9376.54"),
    ]


@pytest.mark.parametrize("dates", ["since=hoy", "since=2026-11-20&until=2026-11-19"])
async def test_dates_that_make_no_sense_are_said_to(browser, debt, dates):
    await browser.sit_down()
    path = f"/money/accounts/{debt.account_id}"
    assert "Escribe las fechas" in await browser.get(f"{path}?{dates}")
    async with browser.client.get(f"/console{path}/statement.csv?{dates}") as answer:
        assert answer.status == 400


async def test_reconciliation_sees_what_the_queue_shows(
    database, stripe_client, debt, receive, clock
):
    money = await receive(source="bank:1")
    (found,) = (await Reconciliation(database, stripe_client, clock).run(by="x")).findings
    assert (found.finding.kind, found.finding.subject) == (Kind.UNAPPLIED_CASH, money)
    async with database.transaction() as conn:
        await ledger.apply_unapplied(conn, money, debt.account_id, by="ana", now=clock.now())
    assert (await Reconciliation(database, stripe_client, clock).run(by="x")).findings == ()
