"""A process that dies between any two steps of paying: the next try finishes, nothing doubles."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.contacts.tables import contacts as contacts_table
from bot.ledger import service as ledger
from bot.payments.bookkeeper import Bookkeeper
from bot.payments.cashier import Cashier
from bot.payments.model import Purpose
from bot.payments.posting import Poster
from bot.payments.sweep import Sweep
from bot.payments.tables import stripe_events
from bot.payments.worker import PaymentsWorker
from bot.storage.doorbell import Doorbell
from tests.integration.payments.conftest import ACCOUNT, OWED, agree
from tests.support import books
from tests.support.crashes import Crash, CrashingDatabase, CrashingStripe
from tests.support.elsewhere import pay_elsewhere
from tests.support.way_out import way_out

# A first press has a Customer made, one after a change has a page closed; then both have one made.
STEPS = [("database", 1), ("stripe", 1), ("database", 2), ("database", 3), ("stripe", 2)]
PRESS = [*STEPS, ("database", 4)]
MOMENTS = ["before", "after"]


@pytest.fixture
def cashier_with(vault, clock):
    def make(database, stripe):
        return Cashier(database, stripe, vault=vault, clock=clock, public_url="https://s.example")

    return make


@pytest.fixture
def worker_with(redis, vault, clock):
    """A worker that does its work on a database of its own, if told so."""

    def make(database, stripe, work_on=None):
        poster = Poster(way_out(clock), clock, order_for=ledger.usual_order)
        return PaymentsWorker(
            database,
            Bookkeeper(work_on or database, stripe, poster, vault=vault),
            Sweep(work_on or database, stripe, clock=clock),
            doorbell=Doorbell(redis),
        )

    return make


@pytest.fixture
def crashing(database, stripe_client):
    """Database and Stripe, one of which crashes at its n-th use."""

    def make(part, nth, when) -> tuple[Any, Any]:
        if part == "stripe":
            return database, CrashingStripe(stripe_client, nth, when)
        return CrashingDatabase(database, nth, when), stripe_client

    return make


@pytest.fixture
async def paid(cashier, issue, stripe_stand_in, stripe_session):
    """A person has paid, and nobody has told us."""
    await cashier.open_page((await issue()).token)
    return stripe_stand_in.world.pay(stripe_session())


@pytest.fixture
async def stray(cashier, issue, database, debt, clock):
    """A link whose terms were replaced while its page was open at Stripe."""
    link = await issue()
    await cashier.open_page(link.token)
    await issue(await agree(database, debt.contact_id, clock, parts=1))
    return link


@pytest.mark.parametrize("when", MOMENTS)
@pytest.mark.parametrize("step", PRESS)
async def test_a_press_that_died_is_made_good_by_the_next(
    cashier, cashier_with, crashing, issue, stripe_stand_in, database, step, when
):
    link = await issue()
    with pytest.raises(Crash):
        await cashier_with(*crashing(*step, when)).open_page(link.token)
    url = await cashier.open_page(link.token)
    (session,) = stripe_stand_in.world.all_of("checkout.session")
    assert session["url"] == url
    assert await books.generations(database, link.id) == [(1, "open")]


@pytest.mark.parametrize("when", MOMENTS)
@pytest.mark.parametrize("step", PRESS)
async def test_a_press_that_died_while_the_amount_changed_leaves_one_right_page(
    cashier, cashier_with, crashing, issue, stripe_stand_in, database, clock, step, when
):
    link = await issue()
    await cashier.open_page(link.token)
    await pay_elsewhere(database, clock, 20_000)
    with pytest.raises(Crash):
        await cashier_with(*crashing(*step, when)).open_page(link.token)
    url = await cashier.open_page(link.token)
    sessions = stripe_stand_in.world.all_of("checkout.session")
    shown = [(s["url"], s["amount_total"]) for s in sessions if s["status"] == "open"]
    assert shown == [(url, 30_000)]
    assert [state for _, state in await books.generations(database, link.id)] == [
        "expired",
        "open",
    ]


@pytest.mark.parametrize("when", MOMENTS)
@pytest.mark.parametrize("step", PRESS)
async def test_a_press_that_died_while_it_closed_another_link_leaves_one_page(
    cashier, cashier_with, crashing, issue, stripe_stand_in, step, when
):
    await cashier.open_page((await issue()).token)
    other = await issue(purpose=Purpose.EVERYTHING)
    with pytest.raises(Crash):
        await cashier_with(*crashing(*step, when)).open_page(other.token)
    url = await cashier.open_page(other.token)
    sessions = stripe_stand_in.world.all_of("checkout.session")
    shown = [(s["url"], s["amount_total"]) for s in sessions if s["status"] == "open"]
    assert shown == [(url, 150_000)]


@pytest.mark.usefixtures("paid")
@pytest.mark.parametrize("when", MOMENTS)
@pytest.mark.parametrize("step", [("database", 1), ("stripe", 1), ("stripe", 2), ("database", 2)])
async def test_a_posting_that_died_is_posted_once_by_the_next_worker(
    worker_with, crashing, deliver, database, stripe_client, debt, step, when
):
    await deliver()
    work_on, stripe = crashing(*step, when)
    with pytest.raises(Crash):
        await worker_with(database, stripe, work_on).drain()
    await _time_passes(database)
    await worker_with(database, stripe_client).drain()
    assert await books.owed(database, ACCOUNT) == OWED.amount_minor - 50_000
    assert await books.receipts(database, debt.contact_id) == 1
    assert await books.unbalanced(database) == []


@pytest.mark.usefixtures("paid")
@pytest.mark.parametrize("when", MOMENTS)
async def test_a_sweep_that_died_loses_no_event(
    worker_with, crashing, database, stripe_client, when
):
    work_on, _ = crashing("database", 1, when)
    with pytest.raises(Crash):
        await worker_with(database, stripe_client, work_on).sweep_once(timedelta(days=30))
    worker = worker_with(database, stripe_client)
    await worker.sweep_once(timedelta(days=30))
    await worker.drain()
    assert await books.owed(database, ACCOUNT) == OWED.amount_minor - 50_000


@pytest.mark.parametrize("when", MOMENTS)
@pytest.mark.parametrize("step", [("stripe", 1), ("database", 3)])
async def test_a_stray_page_is_closed_by_the_sweep_after_the_one_that_died(
    stray, worker_with, crashing, database, stripe_client, stripe_stand_in, step, when
):
    work_on, stripe = crashing(*step, when)
    with pytest.raises(Crash):
        await worker_with(database, stripe, work_on).sweep_once(timedelta(days=1))
    await worker_with(database, stripe_client).sweep_once(timedelta(days=1))
    (session,) = stripe_stand_in.world.all_of("checkout.session")
    assert session["status"] == "expired"
    assert await books.generations(database, stray.id) == [(1, "expired")]


@pytest.mark.usefixtures("paid")
async def test_someone_who_stopped_being_verified_meanwhile_gets_no_figures(
    worker_with, database, stripe_client, deliver, replies
):
    await deliver()
    dying = CrashingDatabase(database, 2, "before")
    with pytest.raises(Crash):
        await worker_with(database, stripe_client, dying).drain()
    async with database.transaction() as conn:
        await conn.execute(sa.update(contacts_table).values(verified_until=None))
    await _time_passes(database)
    await worker_with(database, stripe_client).drain()
    assert await replies() == ["payment.thanks"]


async def _time_passes(database):
    """What was claimed before the crash is due again."""
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    async with database.transaction() as conn:
        await conn.execute(sa.update(stripe_events).values(retry_at=long_ago))
