"""The stand-in's rules about money and time."""

from datetime import timedelta

import pytest

from bot.sandbox.stripe.world import Refusal, World

PARAMS = {
    "mode": "payment",
    "success_url": "http://shop/done",
    "line_items": [{"quantity": 2, "price_data": {"currency": "mxn", "unit_amount": 75_000}}],
}


@pytest.fixture
def world(clock):
    return World(clock, "http://stripe", lambda _event: None)


def types(world):
    return [event["type"] for event in world.events]


def test_paying_tells_of_the_payment_and_the_session(world):
    intent = world.pay(world.create_session(PARAMS)["id"])
    assert intent["amount_received"] == 150_000
    assert types(world) == [
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]


def test_a_session_is_paid_once(world):
    session = world.create_session(PARAMS)
    world.pay(session["id"])
    with pytest.raises(Refusal):
        world.pay(session["id"])


def test_a_decline_and_then_a_good_card_are_one_payment(world):
    session = world.create_session(PARAMS)
    declined = world.decline(session["id"])
    assert declined["id"] == world.pay(session["id"])["id"]


def test_an_event_keeps_what_was_so_when_it_happened(world):
    session = world.create_session(PARAMS)
    world.decline(session["id"])
    world.pay(session["id"])
    failed = next(e for e in world.events if e["type"] == "payment_intent.payment_failed")
    assert failed["data"]["object"]["status"] == "requires_payment_method"


def test_time_closes_a_session_and_tells_of_it(world, clock):
    session = world.create_session(PARAMS)
    clock.advance(timedelta(hours=24))
    assert world.find(session["id"])["status"] == "expired"
    assert types(world) == ["checkout.session.expired"]


def test_refunds_add_up_to_the_charge_and_no_further(world):
    intent = world.pay(world.create_session(PARAMS)["id"])
    world.refund(intent["id"], 100_000)
    world.refund(intent["id"])
    assert world.find(intent["latest_charge"])["refunded"]
    with pytest.raises(Refusal):
        world.refund(intent["id"], 1)


def test_what_was_not_paid_cannot_be_refunded(world):
    declined = world.decline(world.create_session(PARAMS)["id"])
    with pytest.raises(Refusal):
        world.refund(declined["id"])


def test_currencies_are_not_mixed_in_one_session(world):
    other = {"quantity": 1, "price_data": {"currency": "usd", "unit_amount": 100}}
    with pytest.raises(Refusal):
        world.create_session({**PARAMS, "line_items": [*PARAMS["line_items"], other]})


def paid(world):
    return world.pay(world.create_session(PARAMS)["id"])


def told(world, before):
    return types(world)[before:]


def test_closing_a_page_somebody_tried_to_pay_on_ends_the_payment(world):
    session = world.create_session(PARAMS)
    intent = world.decline(session["id"])
    world.expire_session(session["id"])
    assert intent["status"] == "canceled"
    assert types(world)[-2:] == ["payment_intent.canceled", "checkout.session.expired"]


def test_a_bank_takes_its_time_and_says_no(world):
    intent = world.process(world.create_session(PARAMS)["id"])
    world.fail_payment(intent["id"])
    assert intent["status"] == "requires_payment_method"
    assert types(world) == [
        "payment_intent.processing",
        "checkout.session.completed",
        "payment_intent.payment_failed",
        "checkout.session.async_payment_failed",
    ]


def test_a_bank_decides_once(world):
    intent = world.process(world.create_session(PARAMS)["id"])
    world.settle(intent["id"])
    with pytest.raises(Refusal):
        world.fail_payment(intent["id"])


@pytest.mark.parametrize(
    ("end", "status", "types_"),
    [
        ("settle_refund", "succeeded", ["refund.updated"]),
        ("fail_refund", "failed", ["refund.failed"]),
        ("cancel_refund", "canceled", ["refund.updated"]),
    ],
)
def test_a_pending_refund_ends_once(world, end, status, types_):
    refund = world.refund(paid(world)["id"], status="pending")
    before = len(world.events)
    getattr(world, end)(refund["id"])
    assert (refund["status"], told(world, before)) == (status, types_)
    with pytest.raises(Refusal):
        world.cancel_refund(refund["id"])


@pytest.mark.parametrize("end", ["fail_refund", "cancel_refund"])
def test_a_refund_that_came_to_nothing_leaves_all_to_refund(world, end):
    intent = paid(world)
    getattr(world, end)(world.refund(intent["id"], status="requires_action")["id"])
    assert world.refund(intent["id"])["amount"] == 150_000


def test_a_dispute_is_answered_and_lost(world):
    dispute = world.dispute(paid(world)["id"])
    before = len(world.events)
    world.answer_dispute(dispute["id"])
    world.lose_dispute(dispute["id"])
    assert told(world, before) == ["charge.dispute.updated", "charge.dispute.closed"]
    assert [each["amount"] for each in dispute["balance_transactions"]] == [-150_000]


def test_a_dispute_is_won_and_the_money_returns(world):
    dispute = world.dispute(paid(world)["id"])
    before = len(world.events)
    world.win_dispute(dispute["id"])
    assert told(world, before) == ["charge.dispute.closed", "charge.dispute.funds_reinstated"]
    assert sum(each["amount"] for each in dispute["balance_transactions"]) == 0


@pytest.mark.parametrize("end", ["win_dispute", "lose_dispute"])
def test_a_dispute_is_decided_once(world, end):
    dispute = world.dispute(paid(world)["id"])
    getattr(world, end)(dispute["id"])
    for again in (world.win_dispute, world.lose_dispute, world.answer_dispute):
        with pytest.raises(Refusal):
            again(dispute["id"])


def test_an_inquiry_is_closed_without_money(world):
    dispute = world.inquire(paid(world)["id"])
    world.answer_dispute(dispute["id"])
    world.win_dispute(dispute["id"])
    assert (dispute["status"], dispute["balance_transactions"]) == ("warning_closed", [])


def test_a_payment_is_disputed_once(world):
    intent = paid(world)
    world.dispute(intent["id"])
    with pytest.raises(Refusal):
        world.dispute(intent["id"])


def test_what_ended_together_is_told_in_the_order_of_its_end(world, clock):
    now = int(clock.now().timestamp())
    late = world.create_session(PARAMS | {"expires_at": now + 7_200})
    early = world.create_session(PARAMS | {"expires_at": now + 3_600})
    clock.advance(timedelta(days=1))
    world.pass_time()
    ended = [event["data"]["object"]["id"] for event in world.events]
    assert ended == [early["id"], late["id"]]
