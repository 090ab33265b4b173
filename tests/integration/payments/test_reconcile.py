"""From events to the ledger: once, in any order, whatever is repeated or lost."""

import asyncio
import random
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.cases.tables import case_messages
from bot.contacts.tables import contacts as contacts_table
from bot.kernel.money import Money
from bot.ledger.tables import transactions
from bot.payments.event_store import MOST_ATTEMPTS
from bot.payments.tables import pay_links, stripe_events
from bot.sandbox.stripe import objects
from bot.sandbox.stripe.api import Fault
from tests.integration.payments.conftest import agree


@pytest.fixture
def buy(cashier, issue, stripe_stand_in, stripe_session):
    """The person pays the plan's next instalment at Stripe; the PaymentIntent."""

    async def pay(plan_id=None):
        await cashier.open_page((await issue(plan_id)).token)
        return stripe_stand_in.world.pay(stripe_session())

    return pay


@pytest.fixture
def concerns(database):
    """What people were asked to look at."""

    async def read():
        async with database.transaction() as conn:
            codes = await conn.execute(
                sa.select(case_messages.c.code).order_by(case_messages.c.seq)
            )
            return [code for code in codes.scalars() if code != "opened"]

    return read


async def test_a_payment_is_posted_and_receipted(buy, deliver, worker, owed, replies):
    await buy()
    await deliver()
    assert await worker.drain() == 3
    assert await owed() == Money(100_000, "MXN")
    assert await replies() == ["payment.receipt"]


async def test_the_last_payment_closes_the_matter(
    buy, deliver, worker, owed, replies, database, debt, clock
):
    await buy(await agree(database, debt.contact_id, clock, parts=1))
    await deliver()
    await worker.drain()
    assert await owed() == Money(0, "MXN")
    assert await replies() == ["payment.receipt_done"]


async def test_a_settlement_paid_in_time_leaves_nothing_owed(
    buy, deliver, worker, owed, replies, database, debt, clock
):
    await buy(await agree(database, debt.contact_id, clock, parts=1, discount=40_000))
    await deliver()
    await worker.drain()
    assert await owed() == Money(0, "MXN")
    assert await replies() == ["payment.receipt_done"]


@pytest.mark.parametrize("seed", range(4))
async def test_events_repeated_and_shuffled_post_once(
    buy, deliver, worker, owed, replies, stripe_stand_in, seed
):
    await buy()
    events = stripe_stand_in.world.events * 2
    random.Random(seed).shuffle(events)
    for event in events:
        await deliver([event])
        await worker.drain()
    assert await owed() == Money(100_000, "MXN")
    assert await replies() == ["payment.receipt"]


async def test_a_payment_nobody_told_us_of_is_found_by_the_sweep(buy, worker, owed, event_states):
    await buy()
    await worker.sweep_once(timedelta(days=30))
    await worker.sweep_once(timedelta(days=30))
    await worker.drain()
    assert await owed() == Money(100_000, "MXN")
    assert set(await event_states()) == {"done"}


async def test_an_unverified_payer_is_thanked_without_figures(
    buy, deliver, worker, replies, database
):
    await buy()
    async with database.transaction() as conn:
        await conn.execute(sa.update(contacts_table).values(verified_until=None))
    await deliver()
    await worker.drain()
    assert await replies() == ["payment.thanks"]


async def test_when_stripe_is_away_the_event_waits(
    buy, deliver, worker, owed, stripe_stand_in, event_states, database
):
    await buy()
    await deliver(stripe_stand_in.world.events[1:2])
    stripe_stand_in.api.faults.extend([Fault(status=500)] * 3)
    await worker.drain()
    assert await event_states() == ["new"]
    async with database.transaction() as conn:
        await conn.execute(sa.update(stripe_events).values(retry_at=stripe_events.c.vendor_at))
    await worker.drain()
    assert await event_states() == ["done"]
    assert await owed() == Money(100_000, "MXN")


async def test_an_event_that_never_works_is_buried(deliver, worker, event_states):
    await deliver([_event("payment_intent.succeeded", "pi_gone")])
    await worker.drain()
    assert await event_states() == ["dead"]


async def test_tries_are_counted_to_an_end(
    deliver, worker, event_states, database, stripe_stand_in
):
    await deliver([_event("payment_intent.succeeded", "pi_any")])
    async with database.transaction() as conn:
        await conn.execute(sa.update(stripe_events).values(attempts=MOST_ATTEMPTS - 1))
    stripe_stand_in.api.faults.extend([Fault(status=500)] * 3)
    await worker.drain()
    assert await event_states() == ["dead"]


async def test_an_event_of_an_unknown_type_is_done_with(deliver, worker, event_states):
    await deliver([_event("treasury.quantum_transfer.settled", "tqt_1")])
    await worker.drain()
    assert await event_states() == ["done"]


async def test_a_payment_that_is_not_ours_changes_nothing(
    deliver, worker, owed, debt, stripe_stand_in, event_states
):
    world = stripe_stand_in.world
    price = {"currency": "mxn", "unit_amount": 9_900}
    session = world.create_session(
        {"mode": "payment", "success_url": "x", "line_items": [{"price_data": price}]}
    )
    world.pay(session["id"])
    await deliver()
    await worker.drain()
    assert await owed() == Money(150_000, "MXN")
    assert set(await event_states()) == {"done"}


async def test_money_that_comes_after_the_terms_changed_counts_and_is_looked_at(
    buy, issue, deliver, worker, owed, concerns, database, debt, clock
):
    await buy()
    await issue(await agree(database, debt.contact_id, clock, parts=2))
    await deliver()
    await worker.drain()
    assert await owed() == Money(100_000, "MXN")
    assert await concerns() == ["payment_of_old_terms"]


async def test_money_that_comes_after_the_link_ended_is_looked_at(
    buy, deliver, worker, concerns, database, clock
):
    await buy()
    async with database.transaction() as conn:
        earlier = clock.now() - timedelta(minutes=5)
        await conn.execute(sa.update(pay_links).values(expires_at=earlier))
    await deliver()
    await worker.drain()
    assert await concerns() == ["payment_after_expiry"]


async def test_a_full_refund_is_taken_back_out_of_the_ledger(
    buy, deliver, worker, owed, concerns, stripe_stand_in
):
    intent = await buy()
    stripe_stand_in.world.refund(intent["id"])
    await deliver()
    await deliver()
    await worker.drain()
    assert await owed() == Money(150_000, "MXN")
    assert await concerns() == ["refund_succeeded"]


async def test_a_refund_seen_before_its_payment_ends_the_same(
    buy, deliver, worker, owed, replies, stripe_stand_in
):
    stripe_stand_in.world.refund((await buy())["id"])
    for event in reversed(stripe_stand_in.world.events):
        await deliver([event])
        await worker.drain()
    assert await owed() == Money(150_000, "MXN")
    assert await replies() == ["payment.receipt"]


async def test_a_refund_that_failed_counts_as_never_given(
    buy, deliver, worker, owed, concerns, stripe_stand_in
):
    refund = stripe_stand_in.world.refund((await buy())["id"])
    await deliver()
    await worker.drain()
    stripe_stand_in.world.fail_refund(refund["id"])
    await deliver()
    await worker.drain()
    assert await owed() == Money(100_000, "MXN")
    assert await concerns() == ["refund_succeeded", "refund_failed"]


async def test_a_partial_refund_is_left_to_a_person(
    buy, deliver, worker, owed, concerns, stripe_stand_in
):
    stripe_stand_in.world.refund((await buy())["id"], 1_000)
    await deliver()
    await worker.drain()
    assert await owed() == Money(100_000, "MXN")
    assert await concerns() == ["refund_succeeded"]


async def test_disputed_money_leaves_and_returns(
    buy, deliver, worker, owed, stripe_stand_in, database
):
    dispute = stripe_stand_in.world.dispute((await buy())["id"])
    await deliver()
    await worker.drain()
    assert await owed() == Money(150_000, "MXN")
    stripe_stand_in.world.win_dispute(dispute["id"])
    await deliver()
    await worker.drain()
    assert await owed() == Money(100_000, "MXN")
    async with database.transaction() as conn:
        keys = (await conn.execute(sa.select(transactions.c.idempotency_key))).scalars()
        assert {f"du:{dispute['id']}:withdrawn", f"du:{dispute['id']}:reinstated"} <= {*keys}


async def test_two_workers_post_a_payment_once(buy, deliver, worker, owed, replies):
    await buy()
    await deliver()
    await asyncio.gather(worker.drain(), worker.drain(), worker.drain())
    assert await owed() == Money(100_000, "MXN")
    assert await replies() == ["payment.receipt"]


async def test_sessions_of_revoked_links_are_closed_at_stripe(
    cashier, issue, worker, database, debt, clock, stripe_stand_in, stripe_session
):
    await cashier.open_page((await issue()).token)
    stray = stripe_session()
    await issue(await agree(database, debt.contact_id, clock, parts=1))
    await worker.sweep_once(timedelta(days=1))
    assert stripe_stand_in.world.find(stray)["status"] == "expired"


async def test_a_sweep_survives_a_stripe_that_is_away(worker, stripe_stand_in):
    stripe_stand_in.api.faults.extend([Fault(status=500)] * 3)
    await worker.sweep_once(timedelta(days=30))
    assert not stripe_stand_in.api.faults


def _event(type_, object_id):
    return objects.event(type_, {"id": object_id}, created=1, api_version="v")
