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
