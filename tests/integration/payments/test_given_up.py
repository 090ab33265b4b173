"""A session that Stripe keeps failing to make gives way to the next; closed if it was made."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.kernel.errors import Transient
from bot.kernel.money import Money
from bot.payments.client import StripeFailed
from bot.payments.model import Purpose
from bot.payments.tables import pay_sessions
from bot.sandbox.stripe.api import Fault
from tests.integration.payments.conftest import ACCOUNT
from tests.support import books

KEPT = Fault(status=500, is_kept=True)
PASSING = Fault(status=500)
TRIES = 3


@pytest.fixture
def at_stripe(stripe_stand_in):
    """How the sessions at Stripe stand, in the order they were made."""

    def read():
        return [each["status"] for each in stripe_stand_in.world.all_of("checkout.session")]

    return read


@pytest.fixture
async def stuck(customer, cashier, issue, stripe_stand_in):
    """A link whose session Stripe failed to make, and keeps failing to under its key."""
    link = await issue()
    stripe_stand_in.api.faults.append(KEPT)
    with pytest.raises(StripeFailed):
        await cashier.open_page(link.token)
    return link


@pytest.fixture
async def made_all_the_same(stuck, cashier, database, vault, stripe_stand_in):
    """The session that was given up is open at Stripe, and nobody was told its address; its id."""
    await cashier.open_page(stuck.token)
    async with database.transaction() as conn:
        first = sa.select(pay_sessions.c.request).where(pay_sessions.c.generation == 1)
        request = json.loads(vault.decrypt(await conn.scalar(first)))
    return stripe_stand_in.world.create_session(request)["id"]


async def test_the_second_press_gives_up_what_stripe_keeps_failing_and_opens_the_next(
    stuck, cashier, database, at_stripe
):
    assert await books.generations(database, stuck.id) == [(1, "creating")]
    assert (await cashier.open_page(stuck.token)).startswith("http")
    assert await books.generations(database, stuck.id) == [(1, "given_up"), (2, "open")]
    assert at_stripe() == ["open"]


async def test_what_stripe_keeps_failing_does_not_stand_in_another_links_way(
    stuck, cashier, issue, at_stripe
):
    other = await issue(purpose=Purpose.EVERYTHING)
    assert (await cashier.open_page(other.token)).startswith("http")
    assert at_stripe() == ["open"]


@pytest.mark.usefixtures("customer")
async def test_an_error_that_passes_is_made_good_under_the_same_key(
    cashier, issue, database, stripe_stand_in, at_stripe
):
    link = await issue()
    stripe_stand_in.api.faults.extend([PASSING] * TRIES)
    with pytest.raises(StripeFailed):
        await cashier.open_page(link.token)
    await cashier.open_page(link.token)
    assert await books.generations(database, link.id) == [(1, "open")]
    assert at_stripe() == ["open"]


@pytest.mark.usefixtures("customer")
async def test_lost_answers_give_nothing_up_however_many(
    cashier, issue, database, stripe_stand_in, at_stripe
):
    link = await issue()
    for _ in range(4):
        stripe_stand_in.api.faults.extend([Fault()] * TRIES)
        with pytest.raises(Transient):
            await cashier.open_page(link.token)
    assert await books.generations(database, link.id) == [(1, "creating")]
    await cashier.open_page(link.token)
    assert at_stripe() == ["open"]


async def test_a_customer_that_stripe_keeps_failing_to_make_is_made_under_another_key(
    cashier, issue, stripe_stand_in, at_stripe
):
    stripe_stand_in.api.faults.append(KEPT)
    assert (await cashier.open_page((await issue()).token)).startswith("http")
    assert at_stripe() == ["open"]


async def test_one_that_was_made_all_the_same_is_closed_by_the_sweep(
    made_all_the_same, stuck, worker, database, at_stripe
):
    assert at_stripe() == ["open", "open"]
    await worker.sweep_once(timedelta(days=1))
    assert at_stripe() == ["open", "expired"]
    assert await books.generations(database, stuck.id) == [(1, "expired"), (2, "open")]


async def test_the_sweep_asks_for_none_once_its_time_has_passed(
    made_all_the_same, worker, clock, at_stripe
):
    clock.advance(timedelta(days=1))
    await worker.sweep_once(timedelta(days=1))
    assert at_stripe() == ["expired", "expired"]


async def test_a_payment_of_it_counts_and_closes_the_page_beside_it(
    made_all_the_same, stuck, worker, deliver, database, stripe_stand_in, at_stripe
):
    stripe_stand_in.world.pay(made_all_the_same)
    await deliver()
    await worker.drain()
    assert await books.owed(database, ACCOUNT) == Money(100_000, "MXN").amount_minor
    assert await books.generations(database, stuck.id) == [(1, "complete"), (2, "open")]
    await worker.sweep_once(timedelta(days=1))
    assert at_stripe() == ["expired", "complete"]
