"""The same event again and again, from several sides at once, in any order: one payment."""

import asyncio

import pytest
import sqlalchemy as sa

from bot.kernel.money import Money
from bot.ledger import service as ledger
from bot.payments.tables import pay_links, pay_sessions, stripe_events
from bot.sandbox.stripe.courier import signed
from tests.fixtures_stripe import WEBHOOK_SECRET
from tests.integration.payments.conftest import ACCOUNT, OWED, agree
from tests.support import books

AFTER_ONE = OWED.amount_minor - 50_000


@pytest.fixture
async def paid(cashier, issue, stripe_stand_in, stripe_session):
    """A payment at Stripe: its PaymentIntent."""
    await cashier.open_page((await issue()).token)
    return stripe_stand_in.world.pay(stripe_session())


@pytest.fixture
def post(web_client):
    async def send(event, secret=WEBHOOK_SECRET):
        body, headers = signed(event, secret)
        async with web_client.post("/webhooks/stripe", data=body, headers=headers) as answer:
            return answer.status

    return send


@pytest.fixture
def as_expected(database, debt):
    """Posted once, receipted once, in balance."""

    async def check(owed=AFTER_ONE, receipts=1):
        assert await books.owed(database, ACCOUNT) == owed
        assert await books.receipts(database, debt.contact_id) == receipts
        assert len(await books.sources(database, ACCOUNT, kind="payment")) == receipts
        assert await books.unbalanced(database) == []

    return check


@pytest.mark.usefixtures("paid")
async def test_each_webhook_five_times_with_work_between(
    stripe_stand_in, post, worker, as_expected
):
    for _ in range(5):
        for event in stripe_stand_in.world.events:
            assert await post(event) == 200
            await worker.drain()
    await as_expected()


@pytest.mark.usefixtures("paid")
async def test_each_webhook_five_times_at_once_and_two_workers(
    stripe_stand_in, post, worker, as_expected
):
    events = stripe_stand_in.world.events * 5
    assert set(await asyncio.gather(*(post(event) for event in events))) == {200}
    await asyncio.gather(worker.drain(), worker.drain())
    await as_expected()


@pytest.mark.usefixtures("paid")
async def test_workers_that_drain_while_webhooks_arrive_post_once(
    stripe_stand_in, post, worker, as_expected
):
    events = [post(event) for event in stripe_stand_in.world.events * 2]
    await asyncio.gather(*events, worker.drain(), worker.drain())
    await worker.drain()
    await as_expected()


@pytest.mark.usefixtures("paid")
async def test_one_event_worked_on_by_four_at_once_is_written_once(
    stripe_stand_in, deliver, worker, as_expected
):
    event = stripe_stand_in.world.events[-1]
    await deliver([event])
    bookkeeper = worker._bookkeeper
    await asyncio.gather(*(bookkeeper.process_event(event["id"]) for _ in range(4)))
    await as_expected()


async def test_an_event_nobody_stored_is_nothing_to_work_on(worker, as_expected):
    await worker._bookkeeper.process_event("evt_never_heard_of")
    await as_expected(owed=OWED.amount_minor, receipts=0)


async def test_a_refund_told_five_times_is_taken_back_once(
    paid, stripe_stand_in, post, worker, as_expected, database
):
    stripe_stand_in.world.refund(paid["id"])
    for event in stripe_stand_in.world.events * 5:
        await post(event)
    await asyncio.gather(worker.drain(), worker.drain())
    await as_expected(owed=OWED.amount_minor)
    assert len(await books.sources(database, ACCOUNT, kind="refund")) == 1


@pytest.mark.parametrize("is_newest_first", [True, False])
async def test_a_refund_that_failed_and_was_tried_again_counts_as_given(
    paid, stripe_stand_in, deliver, worker, as_expected, is_newest_first
):
    world = stripe_stand_in.world
    world.fail_refund(world.refund(paid["id"])["id"])
    world.refund(paid["id"])
    for event in world.events[::-1] if is_newest_first else world.events:
        await deliver([event])
        await worker.drain()
    await as_expected(owed=OWED.amount_minor)


async def test_a_refund_retried_after_the_first_was_seen_counts_as_given(
    paid, stripe_stand_in, deliver, worker, as_expected, event_states
):
    world = stripe_stand_in.world
    first = world.refund(paid["id"])
    await deliver()
    await worker.drain()
    world.fail_refund(first["id"])
    world.refund(paid["id"])
    await deliver(world.events[::-1])
    await worker.drain()
    await as_expected(owed=OWED.amount_minor)
    assert set(await event_states()) == {"done"}


@pytest.mark.parametrize("is_won", [True, False])
async def test_money_both_refunded_and_disputed_is_taken_back_once(
    paid, stripe_stand_in, deliver, worker, as_expected, event_states, is_won
):
    world = stripe_stand_in.world
    world.refund(paid["id"])
    dispute = world.dispute(paid["id"])
    await deliver(world.events[::-1])
    await worker.drain()
    if is_won:
        world.win_dispute(dispute["id"])
        await deliver()
        await worker.drain()
    await as_expected(owed=OWED.amount_minor)
    assert set(await event_states()) == {"done"}


async def test_a_second_payment_of_a_paid_link_counts_and_is_looked_at(
    cashier, issue, stripe_stand_in, deliver, worker, as_expected, database
):
    link = await issue()
    await cashier.open_page(link.token)
    world = stripe_stand_in.world
    (session,) = world.all_of("checkout.session")
    twin = world.create_session(
        {
            "mode": "payment",
            "success_url": "x",
            "line_items": [{"price_data": {"currency": "mxn", "unit_amount": 50_000}}],
            "payment_intent_data": {"metadata": session["metadata"]},
        }
    )
    world.pay(session["id"])
    world.pay(twin["id"])
    await deliver()
    await worker.drain()
    await as_expected(owed=OWED.amount_minor - 100_000, receipts=2)


async def test_a_payment_in_another_currency_than_the_debt_waits_for_a_person(
    cashier, issue, stripe_stand_in, deliver, worker, as_expected, database
):
    await cashier.open_page((await issue()).token)
    world = stripe_stand_in.world
    (session,) = world.all_of("checkout.session")
    price = {"currency": "usd", "unit_amount": 50_000}
    odd = world.create_session(
        {
            "mode": "payment",
            "success_url": "x",
            "line_items": [{"price_data": price}],
            "payment_intent_data": {"metadata": session["metadata"]},
        }
    )
    world.pay(odd["id"])
    await deliver(world.events[1:2])
    await worker.drain()
    await as_expected(owed=OWED.amount_minor, receipts=0)
    async with database.transaction() as conn:
        (waiting,) = await ledger.unapplied(conn)
    assert waiting.amount == Money(50_000, "USD")


async def test_a_declined_card_leaves_everything_as_it_was(
    cashier, issue, stripe_stand_in, stripe_session, deliver, worker, as_expected
):
    link = await issue()
    url = await cashier.open_page(link.token)
    for _ in range(3):
        stripe_stand_in.world.decline(stripe_session())
    await deliver()
    await worker.drain()
    await as_expected(owed=OWED.amount_minor, receipts=0)
    assert await cashier.open_page(link.token) == url


async def test_a_page_that_ended_is_noted_and_its_link_still_pays(
    cashier, issue, stripe_stand_in, stripe_session, deliver, worker, database
):
    link = await issue()
    await cashier.open_page(link.token)
    stripe_stand_in.world.expire_session(stripe_session())
    await deliver()
    await worker.drain()
    assert await books.generations(database, link.id) == [(1, "expired")]
    await cashier.open_page(link.token)
    assert await books.generations(database, link.id) == [(1, "expired"), (2, "open")]


@pytest.mark.usefixtures("paid")
async def test_a_paid_link_and_its_session_are_over(deliver, worker, database):
    await deliver()
    await worker.drain()
    assert await books.scalars(database, sa.select(pay_links.c.state)) == ["paid"]
    assert await books.scalars(database, sa.select(pay_sessions.c.state)) == ["complete"]


@pytest.mark.usefixtures("paid")
async def test_a_payment_for_the_old_terms_counts_for_the_new_ones(
    deliver, worker, database, debt, clock
):
    new = await agree(database, debt.contact_id, clock, parts=3)
    await deliver()
    await worker.drain()
    async with database.transaction() as conn:
        plan = await ledger.plan(conn, new)
    assert plan.installments[0].paid == Money(50_000, "MXN")


async def test_a_forged_copy_of_a_real_event_is_not_kept(post, stripe_stand_in, paid, database):
    event = stripe_stand_in.world.events[1] | {"id": "evt_forged"}
    assert await post(event, secret="whsec_guess") == 400
    assert paid["status"] == "succeeded"
    assert await books.scalars(database, sa.select(stripe_events.c.id)) == []
