"""Our client against the stand-in: what we send is accepted, what comes back is understood."""

from datetime import timedelta

import pytest

from bot.kernel.money import Money
from bot.payments.client import StripeRefused
from bot.payments.request import checkout_request
from bot.sandbox.stripe.api import Fault

METADATA = {"pay_link": "pay_1", "obligation": "plan_1", "kind": "full", "installment_no": "1"}
AMOUNT = Money(150_000, "MXN")


@pytest.fixture
def request_for(clock):
    def build(amount=AMOUNT, *, ahead=timedelta(hours=20)):
        return checkout_request(
            amount,
            label="Pago · folio ABCD2345",
            locale="es-419",
            page="https://saldo.example/p/token",
            expires_at=clock.now() + ahead,
            metadata=METADATA,
        )

    return build


async def test_a_session_is_made_and_found_again(stripe_client, request_for):
    made = await stripe_client.create_session(request_for(), "cs:pay_1:1")
    assert (made.status, made.payment_status, made.is_live) == ("open", "unpaid", False)
    assert made.url
    assert await stripe_client.session(made.id) == made


@pytest.mark.parametrize("currency", ["MXN", "COP", "USD"])
async def test_every_currency_of_ours_can_be_charged(stripe_client, request_for, currency):
    made = await stripe_client.create_session(request_for(Money(500_000, currency)), "k")
    assert made.status == "open"


async def test_the_same_key_and_bytes_give_the_same_session(stripe_client, request_for):
    first = await stripe_client.create_session(request_for(), "cs:pay_1:1")
    assert await stripe_client.create_session(request_for(), "cs:pay_1:1") == first


async def test_the_same_key_with_other_bytes_is_refused(stripe_client, request_for):
    await stripe_client.create_session(request_for(), "cs:pay_1:1")
    with pytest.raises(StripeRefused) as raised:
        await stripe_client.create_session(request_for(Money(2_000, "MXN")), "cs:pay_1:1")
    assert raised.value.code == "idempotency_error"


async def test_a_lost_reply_is_retried_into_one_session(
    stripe_stand_in, stripe_client, request_for
):
    stripe_stand_in.api.faults.append(Fault())
    made = await stripe_client.create_session(request_for(), "cs:pay_1:1")
    assert [each["id"] for each in stripe_stand_in.world.all_of("checkout.session")] == [made.id]


async def test_an_unknown_object_is_refused_by_its_code(stripe_client):
    with pytest.raises(StripeRefused) as raised:
        await stripe_client.payment("pi_unknown")
    assert raised.value.code == "resource_missing"


@pytest.mark.parametrize("ahead", [timedelta(minutes=29), timedelta(hours=25)])
async def test_an_expiry_out_of_bounds_is_refused(stripe_client, request_for, ahead):
    with pytest.raises(StripeRefused):
        await stripe_client.create_session(request_for(ahead=ahead), "k")


async def test_an_amount_below_the_minimum_is_refused(stripe_client, request_for):
    with pytest.raises(StripeRefused) as raised:
        await stripe_client.create_session(request_for(Money(999, "MXN")), "k")
    assert raised.value.code == "amount_too_small"


async def test_a_payment_carries_amount_time_and_metadata(
    stripe_stand_in, stripe_client, request_for, clock
):
    made = await stripe_client.create_session(request_for(), "k")
    paid = await stripe_client.payment(stripe_stand_in.world.pay(made.id)["id"])
    assert (paid.status, paid.amount) == ("succeeded", Money(150_000, "MXN"))
    assert paid.paid_at == clock.now()
    assert (paid.link_id, paid.method, paid.instructions) == ("pay_1", "card", None)


async def test_a_declined_card_leaves_the_session_open(
    stripe_stand_in, stripe_client, request_for
):
    made = await stripe_client.create_session(request_for(), "k")
    declined = stripe_stand_in.world.decline(made.id)
    assert (await stripe_client.payment(declined["id"])).amount == Money(0, "MXN")
    assert (await stripe_client.session(made.id)).status == "open"


async def test_expiring_an_open_session_closes_it(stripe_client, request_for):
    made = await stripe_client.create_session(request_for(), "k")
    assert (await stripe_client.expire_session(made.id)).status == "expired"


async def test_expiring_a_paid_session_tells_that_it_was_paid(
    stripe_stand_in, stripe_client, request_for
):
    made = await stripe_client.create_session(request_for(), "k")
    stripe_stand_in.world.pay(made.id)
    assert (await stripe_client.expire_session(made.id)).status == "complete"


async def test_a_session_ends_by_itself(stripe_client, request_for, clock):
    made = await stripe_client.create_session(request_for(), "k")
    clock.advance(timedelta(hours=21))
    assert (await stripe_client.session(made.id)).status == "expired"


async def test_a_refund_names_its_payment(stripe_stand_in, stripe_client, request_for):
    made = await stripe_client.create_session(request_for(), "k")
    intent = stripe_stand_in.world.pay(made.id)
    refund = await stripe_client.refund(stripe_stand_in.world.refund(intent["id"], 5_000)["id"])
    assert (refund.status, refund.amount) == ("succeeded", Money(5_000, "MXN"))
    assert refund.payment.id == intent["id"]


async def test_a_dispute_tells_where_the_money_is(stripe_stand_in, stripe_client, request_for):
    made = await stripe_client.create_session(request_for(), "k")
    dispute_id = stripe_stand_in.world.dispute(stripe_stand_in.world.pay(made.id)["id"])["id"]
    lost = await stripe_client.dispute(dispute_id)
    stripe_stand_in.world.win_dispute(dispute_id)
    won = await stripe_client.dispute(dispute_id)
    assert (lost.is_withdrawn, lost.is_reinstated) == (True, False)
    assert (won.is_withdrawn, won.is_reinstated) == (True, True)


async def test_a_refund_on_its_way_is_not_undone(stripe_stand_in, stripe_client, open_session):
    world = stripe_stand_in.world
    intent = world.pay(await open_session())
    refund_id = world.refund(intent["id"], status="pending")["id"]
    assert not (await stripe_client.refund(refund_id)).is_undone
    world.cancel_refund(refund_id)
    assert (await stripe_client.refund(refund_id)).is_undone


async def test_a_lost_dispute_keeps_the_money_away(stripe_stand_in, stripe_client, open_session):
    world = stripe_stand_in.world
    dispute_id = world.dispute(world.pay(await open_session())["id"])["id"]
    world.lose_dispute(dispute_id)
    lost = await stripe_client.dispute(dispute_id)
    assert (lost.status, lost.is_withdrawn, lost.is_reinstated) == ("lost", True, False)


async def test_an_inquiry_moves_no_money(stripe_stand_in, stripe_client, open_session):
    world = stripe_stand_in.world
    dispute_id = world.inquire(world.pay(await open_session())["id"])["id"]
    asked = await stripe_client.dispute(dispute_id)
    world.win_dispute(dispute_id)
    closed = await stripe_client.dispute(dispute_id)
    assert {(each.is_withdrawn, each.is_reinstated) for each in (asked, closed)} == {
        (False, False)
    }


async def test_a_charge_leads_to_its_payment(stripe_stand_in, stripe_client, open_session):
    intent = stripe_stand_in.world.pay(await open_session())
    found = await stripe_client.payment_of_charge(intent["latest_charge"])
    assert found == await stripe_client.payment(intent["id"])


async def test_a_payment_in_process_has_no_money_yet(stripe_stand_in, stripe_client, open_session):
    session_id = await open_session()
    intent = stripe_stand_in.world.process(session_id)
    waiting = await stripe_client.payment(intent["id"])
    assert (waiting.status, waiting.amount, waiting.paid_at) == (
        "processing",
        Money(0, "MXN"),
        None,
    )
    stripe_stand_in.world.settle(intent["id"])
    assert (await stripe_client.payment(intent["id"])).amount == Money(150_000, "MXN")


async def test_a_customer_holds_the_obligation_and_nothing_else(stripe_client, stripe_stand_in):
    made = await stripe_client.create_customer("plan_1", "cus:plan_1")
    assert await stripe_client.create_customer("plan_1", "cus:plan_1") == made
    (held,) = stripe_stand_in.world.all_of("customer")
    assert held["metadata"] == {"obligation": "plan_1"}
    assert {held[name] for name in ("name", "email", "phone")} == {None}
