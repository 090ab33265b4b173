"""What our client reads of Stripe's lists: every page, everything of its time, in our words."""

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.kernel.money import Money


@pytest.fixture
async def paid(stripe_stand_in, open_session):
    """A payment by card: its PaymentIntent at the stand-in."""
    return stripe_stand_in.world.pay(await open_session())


async def all_of(pages):
    return [each async for page in pages for each in page]


async def test_payments_are_listed_as_they_are_seen_one_by_one(
    stripe_stand_in, stripe_client, paid, open_oxxo, open_spei, clock
):
    world = stripe_stand_in.world
    voucher = world.print_voucher(await open_oxxo())
    transfer = world.start_transfer(await open_spei())
    ids = [transfer["id"], voucher["id"], paid["id"]]
    listed = await all_of(stripe_client.payments_since(clock.now()))
    assert listed == [await stripe_client.payment(each) for each in ids]
    assert [each.method for each in listed] == ["spei", "oxxo", "card"]


async def test_refunds_are_listed_with_their_payments(stripe_stand_in, stripe_client, paid, clock):
    ids = [stripe_stand_in.world.refund(paid["id"], cents)["id"] for cents in (100, 200)]
    listed = await all_of(stripe_client.refunds_since(clock.now()))
    assert listed == [await stripe_client.refund(each) for each in reversed(ids)]
    assert {each.payment.link_id for each in listed} == {"pay_1"}


async def test_disputes_are_listed_with_their_payments(
    stripe_stand_in, stripe_client, paid, clock
):
    dispute_id = stripe_stand_in.world.dispute(paid["id"])["id"]
    listed = await all_of(stripe_client.disputes_since(clock.now()))
    assert listed == [await stripe_client.dispute(dispute_id)]
    assert listed[0].payment.paid_at == clock.now()


async def test_every_page_is_read(stripe_stand_in, stripe_client, paid, clock):
    for _ in range(205):
        stripe_stand_in.world.refund(paid["id"], 1)
    pages = [page async for page in stripe_client.refunds_since(clock.now())]
    assert [len(page) for page in pages] == [100, 100, 5]
    assert len({each.id for page in pages for each in page}) == 205


async def test_all_that_went_back_of_a_payment_is_found(stripe_stand_in, stripe_client, paid):
    for _ in range(101):
        stripe_stand_in.world.refund(paid["id"], 1)
    stripe_stand_in.world.dispute(paid["id"])
    found = await stripe_client.money_back(await stripe_client.payment(paid["id"]))
    assert sum(each.amount.amount_minor for each in found[:-1]) == 101
    assert found[-1].amount == Money(150_000, "MXN")


@pytest.mark.parametrize("list_", ["payments_since", "refunds_since", "disputes_since"])
async def test_what_began_before_the_moment_is_left_out(
    stripe_stand_in, stripe_client, paid, clock, list_
):
    stripe_stand_in.world.refund(paid["id"], 1)
    stripe_stand_in.world.dispute(paid["id"])
    later = clock.now() + timedelta(seconds=1)
    assert len(await all_of(getattr(stripe_client, list_)(clock.now()))) == 1
    assert await all_of(getattr(stripe_client, list_)(later)) == []


async def test_what_went_back_of_no_payment_is_not_ours(
    stripe_stand_in, stripe_client, paid, clock
):
    world = stripe_stand_in.world
    refund, dispute = world.refund(paid["id"], 1), world.dispute(paid["id"])
    charge = world.find(paid["latest_charge"])
    for each in (refund, dispute, charge):
        each["payment_intent"] = None
    with capture_logs() as logs:
        found = [
            await stripe_client.refund(refund["id"]),
            await stripe_client.dispute(dispute["id"]),
            await stripe_client.payment_of_charge(charge["id"]),
        ]
    assert found == [None, None, None]
    assert {line["event"] for line in logs} == {"stripe_object.not_ours"}
    assert await all_of(stripe_client.refunds_since(clock.now())) == []


async def test_events_are_listed_through_every_page(stripe_stand_in, stripe_client, paid, clock):
    for _ in range(120):
        stripe_stand_in.world.refund(paid["id"], 1)
    pages = [page async for page in stripe_client.events_since(clock.now())]
    assert [len(page) for page in pages] == [100, 100, 42]
    assert len({notice.id for page in pages for notice in page}) == 242


@pytest.mark.usefixtures("paid")
async def test_events_before_the_moment_are_left_out(stripe_client, clock):
    later = clock.now() + timedelta(seconds=1)
    assert [page async for page in stripe_client.events_since(later)] == [[]]


@pytest.mark.usefixtures("paid")
async def test_an_event_nobody_can_read_hides_no_other(stripe_stand_in, stripe_client, clock):
    odd = next(each for each in stripe_stand_in.world.events if each["type"].startswith("pay"))
    odd["data"] = {"object": {"id": 7}}
    with capture_logs() as logs:
        listed = await all_of(stripe_client.events_since(clock.now()))
    assert [notice.type for notice in listed] == ["checkout.session.completed"]
    assert [line["event"] for line in logs] == ["stripe_event.malformed"]


async def test_lists_may_be_read_side_by_side(stripe_stand_in, stripe_client, paid, clock):
    stripe_stand_in.world.refund(paid["id"], 1)
    payments, refunds = await asyncio.gather(
        all_of(stripe_client.payments_since(clock.now())),
        all_of(stripe_client.refunds_since(clock.now())),
    )
    assert refunds[0].payment == payments[0]
