"""The money pages: who may see them, what they say of a run, and what leaves them as CSV."""

import csv
import io
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.kernel.ids import AccountId
from bot.kernel.money import Money
from bot.payments.reconciliation import claims, store
from bot.payments.reconciliation.model import Dated, Finding, Kind, Weight
from bot.payments.reconciliation.store import Run
from bot.payments.reconciliation.table import COLUMNS
from tests.desk_people import NOW
from tests.support import debts

OLD = NOW - timedelta(days=40)
PAGES = (
    "/money",
    "/money/runs",
    "/money/runs/rec_1",
    "/money/runs/rec_1/differences.csv",
    "/money/unapplied",
    "/money/credits",
    "/money/accounts/ACC-1",
    "/money/accounts/ACC-1/statement.csv",
)


def difference(subject="pi_1", *, since=OLD, **changes):
    finding = Finding(
        kind=Kind.PAYMENT_AMOUNT,
        subject=subject,
        account_id=AccountId("ACC-9"),
        folio="ABCD2345",
        expected=Money(98_001, "MXN"),
        found=Money(98_000, "MXN"),
        since=since,
    )
    return Dated(finding=replace(finding, **changes), first_seen_at=NOW)


@pytest.fixture
def record(database):
    """Stores a run that found these."""

    async def write(*findings, run_id="rec_1", error=None):
        run = Run(
            id=run_id,
            asked_by="beto",
            since=OLD,
            started_at=NOW,
            finished_at=NOW,
            state="failed" if error else "done",
            error=error,
            looked_at={"payments": 1234},
            **store.counts([each.finding for each in findings]),
        )
        async with database.transaction() as conn:
            await store.record(conn, run, list(findings))

    return write


@pytest.fixture
async def debt(database, vault, clock):
    """Somebody who owes 9,876.54 MXN."""
    async with database.transaction() as conn:
        return await debts.lend(conn, vault, Money(987_654, "MXN"), clock)


@pytest.mark.parametrize("path", PAGES)
async def test_nobody_sees_money_without_a_login(browser, path):
    assert "login-user" in await browser.get(path)


async def test_a_form_that_is_not_ours_asks_for_no_run(browser, database):
    await browser.sit_down()
    assert (await browser.post("/money/run", csrf="guess"))[0] == 403
    async with database.transaction() as conn:
        assert await claims.current(conn) is None


async def test_before_the_first_run_the_page_says_so(browser):
    await browser.sit_down()
    page = await browser.get("/money")
    assert "Todavía no se ha conciliado" in page
    assert "Todo cuadra" not in page


async def test_a_clean_run_is_said_to_agree_to_the_cent(browser, record):
    await record()
    await browser.sit_down()
    page = await browser.get("/money")
    assert all(words in page for words in ("Todo cuadra al centavo", "beto", "1,234"))


async def test_a_failed_run_is_never_said_to_agree(browser, record):
    await record(error="Transient")
    await browser.sit_down()
    page = await browser.get("/money")
    assert "No se pudo mirar" in page
    assert "cuadra" not in page


async def test_one_cent_shows(browser, record):
    await record(difference())
    await browser.sit_down()
    page = await browser.get("/money")
    for words in ("1 diferencia", "-$0.01 MXN", "$980.01 MXN", "pi_1", "ABCD2345", "hace 40 d"):
        assert words in page


async def test_what_is_pending_is_not_called_a_difference(browser, record):
    await record(difference(weight=Weight.PENDING, since=NOW))
    await browser.sit_down()
    page = await browser.get("/money")
    assert all(words in page for words in ("Todo cuadra", "1 en camino", "En camino"))


async def test_the_list_is_narrowed_by_kind_and_age(browser, record):
    dead = Dated(finding=Finding(kind=Kind.EVENT_DEAD, subject="evt_7"), first_seen_at=NOW)
    await record(difference(), dead)
    await browser.sit_down()
    assert _findings(await browser.get("/money?kind=event_dead")) == ["event_dead"]
    assert _findings(await browser.get("/money?age=older")) == ["payment_amount"]
    assert _findings(await browser.get("/money?kind=event_dead&age=older")) == []
    assert len(_findings(await browser.get("/money?kind=<script>&age=x&from=-1"))) == 2


async def test_a_long_list_goes_on_on_the_next_page(browser, record):
    await record(*(difference(f"pi_{number:03}") for number in range(150)))
    await browser.sit_down()
    assert len(_findings(await browser.get("/money"))) == 100
    assert len(_findings(await browser.get("/money?from=100"))) == 50


async def test_currencies_are_never_added_up(browser, record):
    dollars = difference("pi_2", expected=Money(100, "USD"), found=Money(0, "USD"))
    await record(difference(), dollars)
    await browser.sit_down()
    page = await browser.get("/money")
    assert all(sum_ in page for sum_ in ("-$0.01 MXN", "-$1.00 USD"))


async def test_what_a_portfolio_names_is_never_markup(browser, record):
    await record(difference("<script>alert(1)</script>", account_id=AccountId("<img src=x>")))
    await browser.sit_down()
    page = await browser.get("/money")
    assert "<script>alert" not in page
    assert "<img src=x>" not in page


async def test_the_csv_is_read_back_exactly(browser, record, debt):
    await record(difference(account_id=debt.account_id))
    await browser.sit_down()
    async with browser.client.get("/console/money/runs/rec_1/differences.csv") as answer:
        assert answer.content_type == "text/csv"
        assert "attachment" in answer.headers["Content-Disposition"]
        (row,) = csv.DictReader(io.StringIO(await answer.text(), newline=""))
    assert tuple(row) == COLUMNS
    assert (row["expected"], row["found"], row["difference"]) == ("980.01", "980.00", "-0.01")
    assert (row["account"], row["last4"]) == (debt.account_id, "4471")
    assert datetime.fromisoformat(row["began_at"]) == OLD


async def test_a_run_nobody_knows_is_not_found(browser):
    await browser.sit_down()
    for path in ("/console/money/runs/rec_x", "/console/money/runs/rec_x/differences.csv"):
        async with browser.client.get(path) as answer:
            assert answer.status == 404


async def test_past_runs_are_listed_and_opened(browser, record):
    await record(difference())
    await record(run_id="rec_2")
    await browser.sit_down()
    assert (await browser.get("/money/runs")).count('data-testid="past-run"') == 2
    assert "1 diferencia" in await browser.get("/money/runs/rec_1")


async def test_run_now_asks_once(browser, database):
    csrf = await browser.sit_down()
    assert "En espera de empezar" in (await browser.post("/money/run", csrf=csrf))[1]
    status, page = await browser.post("/money/run", csrf=csrf)
    assert (status, "Ya hay una conciliación" in page) == (409, True)
    async with database.transaction() as conn:
        assert (await claims.current(conn)).asked_by == "ana"


async def test_a_run_under_way_says_how_far_it_is(browser, database, clock):
    async with database.transaction() as conn:
        await claims.claim(conn, "rec_1", by="x", now=clock.now(), wall_now=clock.now())
        await claims.hold(conn, "rec_1", step="refunds", looked_at=4321, wall_now=clock.now())
    await browser.sit_down()
    page = await browser.get("/money")
    assert "devoluciones, 4321" in page
    assert 'data-testid="run-now"' not in page


async def test_the_pages_speak_english_to_who_asks_for_it(browser, record):
    await record(difference())
    await browser.sit_down()
    headers = {"Accept-Language": "en-US"}
    async with browser.client.get("/console/money", headers=headers) as answer:
        page = await answer.text()
    assert all(words in page for words in ("1 difference", "Payment of another amount"))


def _findings(page):
    return [part.split('"')[0] for part in page.split('data-kind="')[1:]]
