"""Our client against the stand-in: what we send is accepted, what comes back is understood."""

from datetime import timedelta

import aiohttp
import pytest

from bot.kernel.errors import Transient
from bot.kernel.money import Money
from bot.payments.client import StripeClient, StripeRefused
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
    assert made.status == "open"
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
    with pytest.raises(StripeRefused, match="IdempotencyError"):
        await stripe_client.create_session(request_for(Money(2_000, "MXN")), "cs:pay_1:1")


async def test_a_lost_reply_is_retried_into_one_session(
    stripe_stand_in, stripe_client, request_for
):
    stripe_stand_in.api.faults.append(Fault())
    made = await stripe_client.create_session(request_for(), "cs:pay_1:1")
    assert [each["id"] for each in stripe_stand_in.world.all_of("checkout.session")] == [made.id]


async def test_a_server_error_is_retried(stripe_stand_in, stripe_client, request_for):
    stripe_stand_in.api.faults.append(Fault(status=500))
    assert (await stripe_client.create_session(request_for(), "k")).status == "open"


async def test_a_rate_limit_is_for_later(stripe_stand_in, stripe_client, request_for):
    stripe_stand_in.api.faults.append(Fault(status=429))
    with pytest.raises(Transient) as raised:
        await stripe_client.create_session(request_for(), "k")
    assert raised.value.retry_after_s


async def test_nobody_there_is_for_later():
    async with aiohttp.ClientSession() as session:
        client = StripeClient("sk_test_x", session, api_url="http://127.0.0.1:9")
        with pytest.raises(Transient):
            await client.session("cs_test_x")


async def test_a_wrong_key_is_refused(stripe_stand_in, http):
    client = StripeClient("sk_test_other", http, api_url=stripe_stand_in.url)
    with pytest.raises(StripeRefused, match="AuthenticationError"):
        await client.session("cs_test_x")


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
    assert paid.link_id == "pay_1"


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


async def test_events_are_listed_through_every_page(
    stripe_stand_in, stripe_client, request_for, clock
):
    made = await stripe_client.create_session(request_for(), "k")
    intent = stripe_stand_in.world.pay(made.id)
    for _ in range(120):
        stripe_stand_in.world.refund(intent["id"], 1)
    pages = [page async for page in stripe_client.events_since(clock.now())]
    assert [len(page) for page in pages] == [100, 22]
    assert len({notice.id for page in pages for notice in page}) == 122


async def test_events_before_the_moment_are_left_out(
    stripe_stand_in, stripe_client, request_for, clock
):
    made = await stripe_client.create_session(request_for(), "k")
    stripe_stand_in.world.pay(made.id)
    later = clock.now() + timedelta(seconds=1)
    assert [page async for page in stripe_client.events_since(later)] == [[]]
