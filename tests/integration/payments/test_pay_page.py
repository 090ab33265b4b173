"""The pay page when things are not as they should be: it says so, and shows and makes nothing."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.cases.tables import cases
from bot.contacts.tables import contacts as contacts_table
from bot.ledger.tables import accounts
from bot.sandbox.stripe.api import Fault
from tests.integration.payments.conftest import agree


@pytest.fixture
def browse(web_client):
    async def request(method, path, **values):
        response = await web_client.request(method, path, allow_redirects=False, **values)
        return response.status, await response.text()

    return request


@pytest.fixture
def write(database):
    async def run(statement):
        async with database.transaction() as conn:
            await conn.execute(statement)

    return run


@pytest.fixture
def sessions(stripe_stand_in):
    return lambda: len(stripe_stand_in.world.all_of("checkout.session"))


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_figures_in_doubt_are_not_shown_nor_charged(browse, issue, write, sessions, method):
    path = (await issue()).path
    await write(sa.update(accounts).values(doubt="totals differ"))
    status, page = await browse(method, path)
    assert (status, "$" in page, sessions()) == (503, False, 0)


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_figures_in_doubt_are_looked_at_by_a_person_once(
    browse, issue, write, database, method
):
    path = (await issue()).path
    await write(sa.update(accounts).values(doubt="totals differ"))
    for _ in range(2):
        await browse(method, path)
    async with database.transaction() as conn:
        rows = await conn.execute(sa.select(cases.c.reason, cases.c.account_id))
        assert [tuple(row) for row in rows] == [("ledger_doubt", "ACC-1")]


async def test_looking_any_number_of_times_makes_no_session(browse, issue, sessions):
    path = (await issue()).path
    for method in ("GET", "HEAD", "GET"):
        assert (await browse(method, path))[0] == 200
    assert sessions() == 0


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_nothing_else_can_be_done_with_a_link(browse, issue, sessions, method):
    assert (await browse(method, (await issue()).path))[0] == 405
    assert sessions() == 0


async def test_the_page_speaks_the_contacts_language_not_the_browsers(browse, issue, write):
    path = (await issue()).path
    await write(sa.update(contacts_table).values(language="en"))
    _, page = await browse("GET", path, headers={"Accept-Language": "es"})
    assert 'lang="en"' in page


async def test_a_creditors_name_is_only_words(browse, issue, write):
    path = (await issue()).path
    await write(sa.update(accounts).values(creditor="<script>alert(1)</script> & Sol"))
    _, page = await browse("GET", path)
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Sol" in page


async def test_a_link_without_time_for_a_session_is_over_on_both_doors(
    browse, issue, clock, sessions
):
    path = (await issue(ahead=timedelta(hours=1))).path
    assert (await browse("GET", path))[0] == 200
    clock.advance(timedelta(minutes=30))
    assert (await browse("GET", path))[0] == 410
    assert (await browse("POST", path))[0] == 303
    assert sessions() == 0


async def test_a_superseded_link_stays_closed_however_often_it_is_pressed(
    browse, issue, database, debt, clock, sessions
):
    path = (await issue()).path
    await browse("POST", path)
    await agree(database, debt.contact_id, clock, parts=2)
    for _ in range(3):
        assert (await browse("POST", path))[0] == 303
    assert sessions() == 1


async def test_a_page_shows_no_more_than_it_must(browse, issue):
    path = (await issue()).path
    _, page = await browse("GET", path)
    for private in ("Rocío", "Méndez", "5512345678", "06700", "1,500", "ACC-1", "CUS-1"):
        assert private not in page


@pytest.mark.parametrize("times", [1, 2])
async def test_a_reply_lost_on_the_way_ends_at_one_page(
    browse, issue, stripe_stand_in, sessions, times
):
    stripe_stand_in.api.faults.extend([Fault()] * times)
    assert (await browse("POST", (await issue()).path))[0] == 303
    assert sessions() == 1
