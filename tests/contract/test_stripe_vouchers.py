"""OXXO: what our client sees of a voucher from its printing to cash, or to its end."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.kernel.money import Money
from bot.payments.client import StripeRefused
from bot.sandbox.stripe.world import Refusal

NOTHING = Money(0, "MXN")
AMOUNT = Money(150_000, "MXN")


@pytest.fixture
async def printed(stripe_stand_in, open_oxxo):
    """A printed voucher: its PaymentIntent at the stand-in."""
    return stripe_stand_in.world.print_voucher(await open_oxxo())


def new_types(world, since):
    return [event["type"] for event in world.events[since:]]


async def test_a_printed_voucher_waits_for_cash(stripe_client, printed):
    seen = await stripe_client.payment(printed["id"])
    assert (seen.status, seen.amount, seen.method) == ("requires_action", NOTHING, "oxxo")
    assert seen.instructions.missing == AMOUNT
    assert seen.instructions.url.endswith(printed["id"])


async def test_a_voucher_lives_to_the_last_minute_of_its_day_in_mexico(stripe_client, printed):
    seen = await stripe_client.payment(printed["id"])
    # Printed on 21 November for three days; Mexico City is at UTC-6.
    assert seen.instructions.expires_at == datetime(2026, 11, 25, 5, 59, tzinfo=UTC)


async def test_a_session_with_a_voucher_is_complete_and_unpaid(
    stripe_stand_in, stripe_client, printed
):
    (session,) = stripe_stand_in.world.all_of("checkout.session")
    seen = await stripe_client.session(session["id"])
    assert (seen.status, seen.payment_status) == ("complete", "unpaid")
    assert (seen.payment_id, seen.url) == (printed["id"], None)


async def test_cash_pays_it(stripe_stand_in, stripe_client, printed):
    told = len(stripe_stand_in.world.events)
    stripe_stand_in.world.pay_voucher(printed["id"])
    seen = await stripe_client.payment(printed["id"])
    assert (seen.status, seen.amount, seen.method) == ("succeeded", AMOUNT, "oxxo")
    assert seen.instructions is None
    assert new_types(stripe_stand_in.world, told) == [
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.async_payment_succeeded",
    ]


async def test_cash_given_in_time_is_heard_of_after_the_voucher_has_ended(
    stripe_stand_in, stripe_client, printed, clock
):
    stripe_stand_in.world.give_cash(printed["id"])
    clock.advance(timedelta(days=5))
    assert (await stripe_client.payment(printed["id"])).status == "requires_action"
    stripe_stand_in.world.confirm_cash(printed["id"])
    assert (await stripe_client.payment(printed["id"])).paid_at == clock.now()


async def test_an_unpaid_voucher_ends_by_itself(stripe_stand_in, stripe_client, printed, clock):
    told = len(stripe_stand_in.world.events)
    clock.advance(timedelta(days=4))
    seen = await stripe_client.payment(printed["id"])
    assert (seen.status, seen.instructions) == ("requires_payment_method", None)
    assert new_types(stripe_stand_in.world, told) == [
        "payment_intent.payment_failed",
        "checkout.session.async_payment_failed",
    ]


async def test_no_store_takes_an_expired_voucher(stripe_stand_in, printed, clock):
    clock.advance(timedelta(days=4))
    with pytest.raises(Refusal):
        stripe_stand_in.world.pay_voucher(printed["id"])


async def test_no_store_takes_a_voucher_twice(stripe_stand_in, printed):
    stripe_stand_in.world.pay_voucher(printed["id"])
    with pytest.raises(Refusal):
        stripe_stand_in.world.pay_voucher(printed["id"])


@pytest.mark.parametrize("is_lenient", [False, True])
async def test_a_printed_voucher_cannot_be_called_back(
    stripe_stand_in, stripe_client, printed, is_lenient
):
    stripe_stand_in.world.may_cancel_payments = is_lenient
    seen = await stripe_client.cancel_payment(printed["id"])
    assert (seen.status, seen.instructions.missing) == ("requires_action", AMOUNT)
    stripe_stand_in.world.pay_voucher(printed["id"])


async def test_a_session_with_a_voucher_cannot_be_closed(stripe_client, stripe_stand_in, printed):
    (session,) = stripe_stand_in.world.all_of("checkout.session")
    seen = await stripe_client.expire_session(session["id"])
    assert (seen.status, seen.payment_id) == ("complete", printed["id"])


async def test_cash_does_not_go_back(stripe_stand_in, printed):
    stripe_stand_in.world.pay_voucher(printed["id"])
    with pytest.raises(Refusal) as raised:
        stripe_stand_in.world.refund(printed["id"])
    assert raised.value.code == "charge_not_refundable"


@pytest.mark.parametrize("cents", [1_000, 1_000_000])
async def test_a_voucher_is_for_ten_to_ten_thousand_pesos(open_oxxo, cents):
    assert await open_oxxo(Money(cents, "MXN"))


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        (Money(999, "MXN"), "amount_too_small"),
        (Money(1_000_001, "MXN"), "amount_too_large"),
        (Money(500_000, "COP"), None),
        (Money(5_000, "USD"), None),
    ],
)
async def test_other_amounts_and_currencies_are_refused(open_oxxo, amount, code):
    with pytest.raises(StripeRefused) as raised:
        await open_oxxo(amount)
    assert raised.value.code == code
