"""Several presses, links, tabs and processes at once: one page is open for a debt, or none."""

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.kernel.errors import Transient
from bot.kernel.money import Money
from bot.ledger import plans
from bot.payments import links
from bot.payments.cashier import Cashier
from bot.payments.model import NotPayable, Purpose
from bot.payments.tables import pay_links, pay_sessions
from bot.sandbox.stripe.api import Fault
from bot.storage.database import Database
from tests.integration.payments.conftest import ACCOUNT, agree
from tests.support import books
from tests.support.elsewhere import pay_elsewhere


@pytest.fixture
def open_at_stripe(stripe_stand_in):
    """The amounts of the pages that can be paid right now."""

    def read():
        sessions = stripe_stand_in.world.all_of("checkout.session")
        return [each["amount_total"] for each in sessions if each["status"] == "open"]

    return read


@pytest.fixture
async def two_processes(database, postgres_urls, stripe_client, vault, clock):
    """Two cashiers that share nothing but the database and Stripe."""
    databases = [Database(postgres_urls.app) for _ in range(2)]
    yield [
        Cashier(each, stripe_client, vault=vault, clock=clock, public_url="https://s.example")
        for each in databases
    ]
    for each in databases:
        await each.close()


async def press(cashier, token):
    """The page, or why there is none."""
    try:
        return await cashier.open_page(token)
    except (NotPayable, Transient) as error:
        return error


async def test_a_second_link_of_the_debt_closes_the_page_of_the_first(
    cashier, issue, open_at_stripe
):
    await cashier.open_page((await issue()).token)
    await cashier.open_page((await issue(purpose=Purpose.EVERYTHING)).token)
    assert open_at_stripe() == [150_000]


async def test_the_page_of_old_terms_is_closed_before_that_of_the_new_is_made(
    cashier, issue, open_at_stripe, database, debt, clock
):
    await cashier.open_page((await issue()).token)
    new = await issue(await agree(database, debt.contact_id, clock, parts=1))
    await cashier.open_page(new.token)
    assert open_at_stripe() == [150_000]


async def test_once_one_link_is_paid_the_other_waits_for_the_books(
    cashier, issue, stripe_stand_in, stripe_session, open_at_stripe, deliver, worker, web_client
):
    await cashier.open_page((await issue()).token)
    other = await issue(purpose=Purpose.EVERYTHING)
    stripe_stand_in.world.pay(stripe_session())
    response = await web_client.post(other.path, allow_redirects=False)
    assert response.headers["Location"] == f"{other.path}?done=1"
    assert "Estamos confirmando" in await (await web_client.get(other.path)).text()
    assert open_at_stripe() == []
    await deliver()
    await worker.drain()
    await cashier.open_page(other.token)
    assert open_at_stripe() == [100_000]


async def test_a_page_whose_answer_was_lost_is_closed_too(
    cashier, issue, stripe_stand_in, open_at_stripe, customer
):
    stripe_stand_in.api.faults.extend([Fault()] * 3)
    with pytest.raises(Transient):
        await cashier.open_page((await issue()).token)
    await cashier.open_page((await issue(purpose=Purpose.EVERYTHING)).token)
    assert open_at_stripe() == [150_000]


async def test_a_session_that_stripe_never_made_is_made_and_closed_or_given_up(
    cashier, issue, stripe_stand_in, open_at_stripe, customer, clock
):
    stripe_stand_in.api.faults.extend([Fault(status=500)] * 3)
    with pytest.raises(Transient):
        await cashier.open_page((await issue()).token)
    clock.advance(timedelta(hours=24))
    await cashier.open_page((await issue(purpose=Purpose.EVERYTHING)).token)
    assert open_at_stripe() == [150_000]


@pytest.mark.parametrize("presses", [2, 5])
async def test_two_processes_open_one_page_for_one_link(
    two_processes, issue, open_at_stripe, database, presses
):
    link = await issue()
    cashiers = two_processes * presses
    answers = await asyncio.gather(*(press(each, link.token) for each in cashiers))
    assert len({answer for answer in answers if isinstance(answer, str)}) == 1
    assert open_at_stripe() == [50_000]
    assert await books.generations(database, link.id) == [(1, "open")]


@pytest.mark.parametrize("round_", range(4))
async def test_two_links_pressed_at_once_never_leave_two_pages(
    two_processes, issue, open_at_stripe, stripe_stand_in, round_
):
    asked = [await issue(), await issue(purpose=Purpose.EVERYTHING)]
    pressed = [press(two_processes[no % 2], asked[no % 2].token) for no in range(2 + round_)]
    answers = await asyncio.gather(*pressed)
    assert len(open_at_stripe()) <= 1
    await two_processes[0].open_page(asked[0].token)
    assert open_at_stripe() == [50_000]
    assert any(isinstance(answer, str) for answer in answers)


async def test_the_amount_is_that_of_the_press_not_of_the_look(
    web_client, issue, open_at_stripe, database, clock
):
    link = await issue()
    assert "$500.00 MXN" in await (await web_client.get(link.path)).text()
    await pay_elsewhere(database, clock, 20_000)
    await web_client.post(link.path, allow_redirects=False)
    assert open_at_stripe() == [30_000]
    page = await (await web_client.get(link.path)).text()
    assert "$300.00 MXN" in page
    assert "antes era $500.00 MXN" in page


async def test_a_plan_cancelled_under_an_open_page_is_closed_by_the_sweep(
    cashier, issue, web_client, database, debt, worker, open_at_stripe
):
    link = await issue()
    await cashier.open_page(link.token)
    async with database.transaction() as conn:
        await plans.set_state(conn, debt.plan_id, "cancelled")
    assert (await web_client.post(link.path)).status == 410
    await worker.sweep_once(timedelta(days=1))
    assert open_at_stripe() == []


async def test_a_revoked_link_says_so_and_its_page_is_closed(
    cashier, issue, web_client, database, worker, open_at_stripe
):
    link = await issue()
    await cashier.open_page(link.token)
    async with database.transaction() as conn:
        await links.revoke_link(conn, link.id)
    response = await web_client.post(link.path)
    assert (response.status, "Cerramos esta liga" in await response.text()) == (410, True)
    await worker.sweep_once(timedelta(days=1))
    assert open_at_stripe() == []


async def test_money_that_was_paid_before_the_link_was_revoked_counts(
    cashier, issue, stripe_stand_in, stripe_session, database, worker, deliver, owed, web_client
):
    link = await issue()
    await cashier.open_page(link.token)
    stripe_stand_in.world.pay(stripe_session())
    async with database.transaction() as conn:
        await links.revoke_link(conn, link.id)
    await deliver()
    await worker.drain()
    assert await owed() == Money(100_000, "MXN")
    assert "Pago recibido" in await (await web_client.get(link.path)).text()


async def test_a_link_that_is_paid_cannot_be_revoked(
    cashier, issue, stripe_stand_in, stripe_session, database, worker, deliver
):
    link = await issue()
    await cashier.open_page(link.token)
    stripe_stand_in.world.pay(stripe_session())
    await deliver()
    await worker.drain()
    async with database.transaction() as conn:
        await links.revoke_link(conn, link.id)
    assert await books.scalars(database, sa.select(pay_links.c.state)) == ["paid"]


async def test_the_sweep_closes_pages_that_ask_for_what_was_paid_elsewhere(
    cashier, issue, database, clock, worker, open_at_stripe
):
    await cashier.open_page((await issue()).token)
    clock.advance(timedelta(minutes=5))
    await pay_elsewhere(database, clock, 20_000)
    await worker.sweep_once(timedelta(days=1))
    assert open_at_stripe() == []


async def test_being_too_fast_for_stripe_costs_a_second_press_and_nothing_else(
    issue, web_client, stripe_stand_in, open_at_stripe, customer, database
):
    link = await issue()
    stripe_stand_in.api.faults.extend([Fault(status=429)] * 3)
    response = await web_client.post(link.path, allow_redirects=False)
    while response.status == 503:
        assert "No se te cobró nada" in await response.text()
        response = await web_client.post(link.path, allow_redirects=False)
    assert response.status == 303
    assert open_at_stripe() == [50_000]
    assert await books.generations(database, link.id) == [(1, "open")]


async def test_money_that_comes_twice_all_the_same_is_seen_and_kept(
    cashier, issue, stripe_stand_in, deliver, worker, database, clock
):
    """The bank brought everything while the card was being charged."""
    first = await issue()
    await cashier.open_page(first.token)
    [paid] = stripe_stand_in.world.all_of("checkout.session")
    stripe_stand_in.world.pay(paid["id"])
    await pay_elsewhere(database, clock, 150_000)
    await deliver()
    await worker.drain()
    assert await books.owed(database, ACCOUNT) == -50_000
    assert await books.unbalanced(database) == []


async def test_a_session_of_the_other_mode_is_neither_shown_nor_used(
    cashier, issue, stripe_stand_in, stripe_session, database, web_client
):
    link = await issue()
    await cashier.open_page(link.token)
    stripe_stand_in.world.pay(stripe_session())
    async with database.transaction() as conn:
        await conn.execute(sa.update(pay_sessions).values(is_live=True))
    assert "$500.00 MXN" in await (await web_client.get(link.path)).text()
    await cashier.open_page(link.token)
    assert [number for number, _ in await books.generations(database, link.id)] == [1, 2]
