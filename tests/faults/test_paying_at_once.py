"""Double clicks, tabs, two links, a plan that ends meanwhile: nobody is charged twice unnoticed.

Two processes serve the pages; the presses go to both, at once.
"""

import asyncio
from datetime import timedelta

import aiohttp
import pytest
import sqlalchemy as sa

from bot.cases.tables import case_messages, cases
from bot.kernel.clock import local_date
from bot.kernel.money import Money
from bot.kernel.privacy import Vault
from bot.ledger import lifecycle, plans, store
from bot.ledger import service as ledger
from bot.ledger.arranging import Moment
from bot.payments import links
from bot.payments.model import Purpose
from bot.sandbox.stripe.courier import signed
from bot.storage.doorbell import Doorbell
from tests.fixtures_stripe import SECRET_KEY, WEBHOOK_SECRET
from tests.support import books, debts, payment_workers, stripe_truth
from tests.support.pay_sites import serving
from tests.support.payment_workers import Place

OWED = Money(150_000, "MXN")
IDENTITY_KEY = "a key that is only for these tests"
ROUNDS = range(6)


@pytest.fixture
async def sites(postgres_urls, redis_url, stripe_stand_in, clock):
    place = Place(
        database_url=postgres_urls.app,
        redis_url=redis_url,
        stripe_url=stripe_stand_in.url,
        stripe_key=SECRET_KEY,
        identity_key=IDENTITY_KEY,
        now=clock.now(),
    )
    async with serving(place, 2) as addresses:
        yield addresses


@pytest.fixture
def vault():
    return Vault(IDENTITY_KEY)


@pytest.fixture
def borrow(database, vault, clock):
    """Somebody who owes 1,500.00 MXN and agreed to pay it in two."""

    async def make():
        async with database.transaction() as conn:
            debt = await debts.lend(conn, vault, OWED, clock)
            return debt, await debts.agree(conn, debt, OWED, parts=2, clock=clock)

    return make


@pytest.fixture
def issue(database, vault, clock):
    async def make(debt, plan_id, purpose=None):
        async with database.transaction() as conn:
            return await links.create_link(
                conn,
                vault,
                plan_id=plan_id,
                account_id=debt.account_id,
                contact_id=debt.contact_id,
                expires_at=clock.now() + timedelta(days=3),
                now=clock.now(),
                purpose=purpose,
            )

    return make


@pytest.fixture
def press(http, sites):
    """Presses Pay of these links at once, at every site; where each was sent."""

    async def at_once(*issued):
        return await asyncio.gather(
            *(_press(http, site, each) for each in issued for site in sites)
        )

    return at_once


@pytest.fixture
def payable(stripe_stand_in):
    """The pages at Stripe that can be paid, of these links."""

    def find(*issued):
        ids = {each.id for each in issued}
        found = stripe_stand_in.world.all_of("checkout.session")
        mine = [each for each in found if each["client_reference_id"] in ids]
        return [each for each in mine if each["status"] == "open"]

    return find


@pytest.fixture
def settle(database, redis, http, sites, stripe_stand_in, stripe_client, vault, clock):
    """Stripe tells both sites of everything, twice; it is worked off by two workers at once."""

    async def to_the_end():
        for site in [*sites, *sites]:
            for event in stripe_stand_in.world.events:
                body, headers = signed(event, WEBHOOK_SECRET)
                async with http.post(
                    f"{site}/webhooks/stripe", data=body, headers=headers
                ) as answer:
                    assert answer.status == 200
        worker = payment_workers.build(
            database, stripe_client, vault=vault, doorbell=Doorbell(redis), clock=clock
        )
        await asyncio.gather(worker.drain(), worker.drain())
        at_stripe = stripe_truth.at_stripe(stripe_stand_in.world)
        assert await stripe_truth.in_ledger(database) == at_stripe
        assert await stripe_truth.accounts_that_differ(database) == []

    return to_the_end


@pytest.fixture
def concerns(database):
    """Why people are to look at payments of this debt."""

    async def read(debt):
        query = (
            sa.select(case_messages.c.code)
            .join(cases, cases.c.id == case_messages.c.case_id)
            .where(cases.c.account_id == debt.account_id, cases.c.state != "closed")
        )
        return set(await books.scalars(database, query))

    return read


@pytest.mark.parametrize("_round", ROUNDS)
async def test_a_double_click_in_two_tabs_leads_everybody_to_one_page(
    borrow, issue, press, payable, _round
):
    link = await issue(*await borrow())
    places = set(await press(link, link, link))
    (page,) = payable(link)
    assert places <= {page["url"], link.path}
    assert page["url"] in places


@pytest.mark.parametrize("_round", ROUNDS)
async def test_two_links_of_one_debt_can_never_be_paid_both(
    borrow, issue, press, payable, stripe_stand_in, settle, database, _round
):
    debt, plan = await borrow()
    part, whole = await issue(debt, plan), await issue(debt, plan, Purpose.EVERYTHING)
    await press(part, whole)
    (page,) = payable(part, whole) or await pressed_again(press, payable, part, whole)
    stripe_stand_in.world.pay(page["id"])
    await press(part, whole)
    assert payable(part, whole) == []
    await settle()
    assert await books.owed(database, debt.account_id) == OWED.amount_minor - page["amount_total"]


@pytest.mark.parametrize("_round", ROUNDS)
async def test_paying_while_an_agent_ends_the_plan_counts_once_and_is_noticed(
    borrow, issue, press, payable, stripe_stand_in, settle, database, clock, _round
):
    debt, plan = await borrow()
    link = await issue(debt, plan)
    await press(link)
    (page,) = payable(link)

    async def pay():
        stripe_stand_in.world.pay(page["id"])

    await asyncio.gather(pay(), end_plan(database, clock, debt, plan), press(link))
    await settle()
    assert await books.owed(database, debt.account_id) == OWED.amount_minor - page["amount_total"]
    assert payable(link) == []
    assert await books.sources(database, debt.account_id, kind="payment") == [
        f"pi:{stripe_stand_in.world.find(page['id'])['payment_intent']}"
    ]


async def test_money_that_comes_twice_is_the_customers_and_a_person_looks(
    borrow, issue, press, payable, stripe_stand_in, settle, database, clock, concerns
):
    debt, plan = await borrow()
    link = await issue(debt, plan, Purpose.EVERYTHING)
    await press(link)
    (page,) = payable(link)
    voucher = stripe_stand_in.world.print_voucher(page["id"])
    await pay_at_the_bank(database, clock, debt)
    stripe_stand_in.world.pay_voucher(voucher["id"])
    await settle()
    assert await books.owed(database, debt.account_id) == -OWED.amount_minor
    assert "payment_beyond_debt" in await concerns(debt)


async def pressed_again(press, payable, *issued):
    """Both closed each other's page: whoever presses next gets one."""
    await press(issued[0])
    return payable(*issued)


async def end_plan(database, clock, debt, plan_id):
    async with database.transaction() as conn:
        owner = await store.lock_account(conn, debt.account_id)
        at = Moment(day=local_date(clock.now(), owner.zone), posted_at=clock.now())
        plan = await plans.plan(conn, plan_id)
        await lifecycle.end(conn, plan, "cancelled", why="an agent ended it", at=at)


async def pay_at_the_bank(database, clock, debt):
    received = ledger.PaymentReceived(
        source=f"bank:{debt.account_id}",
        account_id=debt.account_id,
        plan_id=None,
        installment_no=None,
        amount=OWED,
        received_at=clock.now(),
        method="transfer",
    )
    async with database.transaction() as conn:
        await ledger.post_payment(conn, received)


async def _press(http: aiohttp.ClientSession, site: str, issued) -> str:
    async with http.post(f"{site}{issued.path}", allow_redirects=False) as answer:
        assert answer.status in {303, 503}, answer.status
        return answer.headers.get("Location", issued.path).partition("?")[0]
