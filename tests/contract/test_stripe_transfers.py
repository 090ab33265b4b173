"""SPEI: what our client sees of a transfer that comes whole, in parts, or as too much."""

import pytest

from bot.kernel.money import Money
from bot.sandbox.stripe.world import Refusal

NOTHING = Money(0, "MXN")
AMOUNT = Money(150_000, "MXN")


@pytest.fixture
async def waiting(stripe_stand_in, open_spei):
    """Instructions were given: the PaymentIntent at the stand-in."""
    return stripe_stand_in.world.start_transfer(await open_spei())


def types(world):
    return [event["type"] for event in world.events]


async def test_instructions_wait_for_the_whole(stripe_client, waiting):
    seen = await stripe_client.payment(waiting["id"])
    assert (seen.status, seen.amount, seen.method) == ("requires_action", NOTHING, "spei")
    assert (seen.instructions.missing, seen.instructions.expires_at) == (AMOUNT, None)
    assert seen.instructions.url.endswith(waiting["id"])


async def test_a_session_with_instructions_is_complete_and_unpaid(
    stripe_stand_in, stripe_client, waiting
):
    (session,) = stripe_stand_in.world.all_of("checkout.session")
    seen = await stripe_client.session(session["id"])
    assert (seen.status, seen.payment_status) == ("complete", "unpaid")
    assert seen.payment_id == waiting["id"]


async def test_the_whole_pays_it(stripe_stand_in, stripe_client, waiting):
    stripe_stand_in.world.transfer(waiting["id"], 150_000)
    seen = await stripe_client.payment(waiting["id"])
    assert (seen.status, seen.amount, seen.method) == ("succeeded", AMOUNT, "spei")
    assert types(stripe_stand_in.world)[-2:] == [
        "payment_intent.succeeded",
        "checkout.session.async_payment_succeeded",
    ]


async def test_a_part_is_no_payment_yet(stripe_stand_in, stripe_client, waiting):
    stripe_stand_in.world.transfer(waiting["id"], 100_000)
    seen = await stripe_client.payment(waiting["id"])
    assert (seen.status, seen.amount, seen.paid_at) == ("requires_action", NOTHING, None)
    assert seen.instructions.missing == Money(50_000, "MXN")
    assert types(stripe_stand_in.world)[-1] == "payment_intent.partially_funded"


async def test_parts_add_up_to_one_payment(stripe_stand_in, stripe_client, waiting):
    for cents in (100_000, 49_999, 1):
        stripe_stand_in.world.transfer(waiting["id"], cents)
    assert (await stripe_client.payment(waiting["id"])).amount == AMOUNT
    assert types(stripe_stand_in.world).count("payment_intent.succeeded") == 1


async def test_too_much_stays_the_customers_cash(stripe_stand_in, stripe_client, waiting):
    stripe_stand_in.world.transfer(waiting["id"], 150_001)
    assert (await stripe_client.payment(waiting["id"])).amount == AMOUNT
    assert await stripe_client.idle_cash(waiting["customer"]) == [Money(1, "MXN")]


async def test_a_second_transfer_for_what_is_paid_stays_cash(
    stripe_stand_in, stripe_client, waiting
):
    for _ in range(2):
        stripe_stand_in.world.transfer(waiting["id"], 150_000)
    assert await stripe_client.idle_cash(waiting["customer"]) == [AMOUNT]


async def test_a_customer_who_sent_nothing_has_no_cash(stripe_client, waiting):
    assert await stripe_client.idle_cash(waiting["customer"]) == []


async def test_cash_of_before_is_used_for_the_next_payment(
    stripe_stand_in, stripe_client, waiting, open_spei
):
    world = stripe_stand_in.world
    world.transfer(waiting["id"], 170_000)
    following = world.start_transfer(await open_spei())
    seen = await stripe_client.payment(following["id"])
    assert seen.instructions.missing == Money(130_000, "MXN")
    assert await stripe_client.idle_cash(waiting["customer"]) == []


async def test_too_much_for_one_goes_to_another_that_waits(
    stripe_stand_in, stripe_client, waiting, open_spei
):
    world = stripe_stand_in.world
    other = world.start_transfer(await open_spei())
    world.transfer(other["id"], 200_000)
    assert (await stripe_client.payment(other["id"])).status == "succeeded"
    left = (await stripe_client.payment(waiting["id"])).instructions.missing
    assert left == Money(100_000, "MXN")


async def test_a_payment_of_a_session_is_not_cancelled(stripe_client, waiting):
    seen = await stripe_client.cancel_payment(waiting["id"])
    assert (seen.status, seen.instructions.missing) == ("requires_action", AMOUNT)


async def test_a_cancelled_payment_gives_its_part_back_as_cash(
    stripe_stand_in, stripe_client, waiting
):
    stripe_stand_in.world.may_cancel_payments = True
    stripe_stand_in.world.transfer(waiting["id"], 60_000)
    seen = await stripe_client.cancel_payment(waiting["id"])
    assert (seen.status, seen.instructions) == ("canceled", None)
    assert "payment_intent.canceled" in types(stripe_stand_in.world)
    assert await stripe_client.idle_cash(waiting["customer"]) == [Money(60_000, "MXN")]


@pytest.mark.parametrize("is_lenient", [False, True])
async def test_cancelling_what_was_paid_meanwhile_tells_so(
    stripe_stand_in, stripe_client, waiting, is_lenient
):
    stripe_stand_in.world.may_cancel_payments = is_lenient
    stripe_stand_in.world.transfer(waiting["id"], 150_000)
    assert (await stripe_client.cancel_payment(waiting["id"])).status == "succeeded"


async def test_a_transfer_can_be_refunded_but_not_disputed(stripe_stand_in, waiting):
    world = stripe_stand_in.world
    world.transfer(waiting["id"], 150_000)
    with pytest.raises(Refusal):
        world.dispute(waiting["id"])
    assert world.refund(waiting["id"])["amount"] == 150_000


@pytest.mark.parametrize("cents", [0, -1])
async def test_no_bank_carries_nothing(stripe_stand_in, waiting, cents):
    with pytest.raises(Refusal):
        stripe_stand_in.world.transfer(waiting["id"], cents)
