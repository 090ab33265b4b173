"""Events that do not work: buried when it is hopeless, never for a wrong key, and revived."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from bot.kernel.money import Money
from bot.launch import dead_events as command
from bot.payments import event_store
from bot.payments.event_store import MOST_ATTEMPTS
from bot.payments.tables import stripe_events
from bot.sandbox.stripe import objects
from bot.settings import StorageSettings
from tests.fixtures_stripe import SECRET_KEY
from tests.integration.payments.conftest import ACCOUNT
from tests.support import books


@pytest.fixture
async def paid(cashier, issue, stripe_stand_in, stripe_session):
    """A payment at Stripe: its PaymentIntent."""
    await cashier.open_page((await issue()).token)
    return stripe_stand_in.world.pay(stripe_session())


@pytest.fixture
def event_rows(database):
    """Id, state and attempts of every event, oldest first."""

    async def read():
        columns = stripe_events.c
        query = sa.select(columns.id, columns.state, columns.attempts).order_by(columns.id)
        async with database.transaction() as conn:
            return [tuple(row) for row in await conn.execute(query)]

    return read


@pytest.fixture
def change(database):
    async def write(**values):
        async with database.transaction() as conn:
            await conn.execute(sa.update(stripe_events).values(**values))

    return write


@pytest.fixture
def revive(database, clock):
    async def write(ids=None):
        async with database.transaction() as conn:
            return await event_store.revive_dead(conn, ids, wall_now=clock.now())

    return write


@pytest.fixture
def dead(database):
    async def read():
        async with database.transaction() as conn:
            return await event_store.dead_events(conn)

    return read


def event(type_, id_):
    return objects.event(type_, {"id": id_}, created=1_795_284_000, api_version="v")


async def test_a_wrong_key_buries_no_event_however_often_it_is_tried(
    paid, stripe_stand_in, deliver, worker, change, event_rows, owed
):
    await deliver(stripe_stand_in.world.events[1:2])
    stripe_stand_in.api.secret_key = "sk_test_new"
    for _ in range(3):
        await change(attempts=MOST_ATTEMPTS + 50, retry_at=stripe_events.c.vendor_at)
        await worker.drain()
    assert [row[1:] for row in await event_rows()] == [("new", MOST_ATTEMPTS + 51)]
    stripe_stand_in.api.secret_key = SECRET_KEY
    await change(retry_at=stripe_events.c.vendor_at)
    await worker.drain()
    assert (await owed(), paid["status"]) == (Money(100_000, "MXN"), "succeeded")


async def test_a_wrong_key_is_logged_at_every_try(stripe_stand_in, deliver, worker):
    await deliver([event("payment_intent.succeeded", "pi_any")])
    stripe_stand_in.api.secret_key = "sk_test_new"
    with capture_logs() as logs:
        await worker.drain()
    assert ("stripe.denied", "error") in [(each["event"], each["log_level"]) for each in logs]


async def test_a_wrong_key_does_not_end_the_sweep(stripe_stand_in, worker):
    stripe_stand_in.api.secret_key = "sk_test_new"
    await worker.sweep_once(timedelta(days=1))
    stripe_stand_in.api.secret_key = SECRET_KEY
    await worker.sweep_once(timedelta(days=1))


async def test_a_dead_event_can_be_seen(deliver, worker, dead):
    told = event("payment_intent.succeeded", "pi_gone")
    await deliver([told])
    await worker.drain()
    (found,) = await dead()
    assert (found.id, found.type, found.object_id) == (told["id"], told["type"], "pi_gone")
    assert (found.attempts, found.error) == (1, "StripeRefused")


async def test_a_revived_event_is_worked_off_like_a_new_one(
    paid, stripe_stand_in, deliver, worker, change, revive, event_rows, owed
):
    await deliver(stripe_stand_in.world.events[1:2])
    await change(state="dead", attempts=MOST_ATTEMPTS, last_error="Transient")
    (revived,) = await revive()
    assert await event_rows() == [(revived, "new", 0)]
    await worker.drain()
    assert (await owed(), paid["status"]) == (Money(100_000, "MXN"), "succeeded")


async def test_only_the_chosen_are_revived(deliver, worker, revive, event_rows):
    told = [event("payment_intent.succeeded", f"pi_gone_{no}") for no in range(3)]
    await deliver(told)
    await worker.drain()
    assert await revive([told[1]["id"], "evt_unknown"]) == [told[1]["id"]]
    states = {row[0]: row[1] for row in await event_rows()}
    assert [states[each["id"]] for each in told] == ["dead", "new", "dead"]


async def test_what_is_done_is_not_revived(paid, deliver, worker, revive, owed):
    await deliver()
    await worker.drain()
    assert await revive() == []
    assert (await owed(), paid["status"]) == (Money(100_000, "MXN"), "succeeded")


async def test_reviving_nobody_revives_nobody(deliver, worker, revive):
    await deliver([event("payment_intent.succeeded", "pi_gone")])
    await worker.drain()
    assert await revive([]) == []


@pytest.mark.parametrize("type_", ["charge.refunded", "refund.created"])
async def test_a_refund_is_found_by_any_event_that_tells_of_it(
    paid, stripe_stand_in, deliver, worker, database, type_
):
    stripe_stand_in.world.refund(paid["id"])
    await deliver([each for each in stripe_stand_in.world.events if each["type"] == type_])
    await worker.drain()
    assert len(await books.sources(database, ACCOUNT, kind="payment")) == 1
    assert len(await books.sources(database, ACCOUNT, kind="refund")) == 1


async def test_a_refund_of_no_payment_is_not_ours_and_done_with(
    paid, stripe_stand_in, deliver, worker, event_rows, owed
):
    await deliver()
    stripe_stand_in.world.refund(paid["id"])["payment_intent"] = None
    await deliver([stripe_stand_in.world.events[-2]])
    await worker.drain()
    assert {row[1] for row in await event_rows()} == {"done"}
    assert await owed() == Money(100_000, "MXN")


async def test_the_command_line_shows_and_revives_them(postgres_urls, deliver, worker, clock):
    settings = StorageSettings.model_construct(database_url=postgres_urls.app)
    told = event("payment_intent.succeeded", "pi_gone")
    await deliver([told])
    await worker.drain()
    assert [each.id for each in await command.dead_events(settings)] == [told["id"]]
    assert await command.revive(settings, None, wall_now=clock.now()) == [told["id"]]
    assert await command.dead_events(settings) == []
