"""Stripe's own objects, built by its SDK from payload files, read into what we have seen."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import stripe

from bot.kernel.money import Money
from bot.payments.reading import read_dispute, read_payment, read_refund, read_session

PAYLOADS = Path(__file__).parents[2] / "payloads" / "stripe"
NOTHING = Money(0, "MXN")
ALL = Money(150_000, "MXN")
CHARGED_AT = datetime(2026, 11, 21, 18, tzinfo=UTC)

# The payload, and what its payment is: status, money received, method, what is still to come.
WAITING = [
    ("payment_intent_requires_action_oxxo_voucher", "oxxo", ALL),
    ("payment_intent_requires_action_spei_transfer", "spei", ALL),
    ("payment_intent_partially_funded", "spei", Money(50_000, "MXN")),
]
NOT_WAITING = [
    ("payment_intent_processing", "processing"),
    ("payment_intent_canceled", "canceled"),
    ("payment_intent_payment_failed_voucher_expired", "requires_payment_method"),
    ("payment_intent_payment_failed_card_declined", "requires_payment_method"),
]


def built(shape, name, **changes):
    resource = json.loads((PAYLOADS / f"{name}.json").read_bytes())["data"]["object"]
    return shape.construct_from(resource | changes, "sk_test_x")


def charge_of(type_):
    return {
        "id": "ch_1",
        "object": "charge",
        "created": int(CHARGED_AT.timestamp()),
        "payment_method_details": {"type": type_},
    }


def payment(name, **changes):
    return read_payment(built(stripe.PaymentIntent, name, **changes))


@pytest.mark.parametrize(("name", "method", "missing"), WAITING)
def test_what_waits_tells_how_it_is_paid_and_what_is_missing(name, method, missing):
    seen = payment(name)
    assert (seen.status, seen.amount, seen.paid_at) == ("requires_action", NOTHING, None)
    assert seen.method == seen.instructions.method == method
    assert seen.instructions.missing == missing
    assert seen.instructions.url.startswith("https://payments.stripe.com/")


def test_a_voucher_has_an_end_and_a_transfer_has_none():
    ends = [payment(name).instructions.expires_at for name, _, _ in WAITING]
    assert ends == [datetime(2026, 11, 25, 5, 59, tzinfo=UTC), None, None]


@pytest.mark.parametrize(("name", "status"), NOT_WAITING)
def test_what_does_not_wait_has_no_instructions(name, status):
    seen = payment(name)
    assert (seen.status, seen.amount, seen.instructions) == (status, NOTHING, None)


@pytest.mark.parametrize(
    ("type_", "method"),
    [("card", "card"), ("oxxo", "oxxo"), ("customer_balance", "spei"), ("link", "other")],
)
def test_a_charge_tells_the_method_and_the_time(type_, method):
    seen = payment("payment_intent_succeeded", latest_charge=charge_of(type_))
    assert (seen.method, seen.amount, seen.paid_at) == (method, ALL, CHARGED_AT)


def test_a_charge_without_details_is_of_another_method():
    charge = charge_of("card") | {"payment_method_details": None}
    assert payment("payment_intent_succeeded", latest_charge=charge).method == "other"


@pytest.mark.parametrize(
    ("action", "method"),
    [({"type": "redirect_to_url", "redirect_to_url": {"url": "x"}}, "other"), (None, "other")],
)
def test_another_action_than_ours_is_no_instruction(action, method):
    seen = payment("payment_intent_requires_action_oxxo_voucher", next_action=action)
    assert (seen.instructions, seen.method) == (None, method)


def test_a_payment_knows_its_link_and_its_mode():
    seen = payment("payment_intent_succeeded", livemode=True)
    assert (seen.link_id, seen.is_live) == ("pay_6f1e2d3c4b5a69788796a5b4", True)


def test_a_payment_without_our_metadata_is_not_ours():
    assert payment("payment_intent_succeeded", metadata={}).link_id is None


@pytest.mark.parametrize(
    ("name", "status", "payment_status"),
    [
        ("checkout_session_completed_paid", "complete", "paid"),
        ("checkout_session_completed_voucher_printed", "complete", "unpaid"),
        ("checkout_session_completed_transfer_begun", "complete", "unpaid"),
        ("checkout_session_async_payment_succeeded", "complete", "paid"),
        ("checkout_session_async_payment_failed", "complete", "unpaid"),
        ("checkout_session_expired", "expired", "unpaid"),
    ],
)
def test_a_session_tells_whether_it_is_over_and_paid(name, status, payment_status):
    seen = read_session(built(stripe.checkout.Session, name))
    assert (seen.status, seen.payment_status) == (status, payment_status)


@pytest.mark.parametrize(
    ("name", "status", "is_undone"),
    [
        ("refund_created_full", "succeeded", False),
        ("refund_updated_pending_to_succeeded", "succeeded", False),
        ("refund_updated_canceled", "canceled", True),
        ("refund_failed", "failed", True),
    ],
)
def test_a_refund_tells_whether_it_came_to_nothing(name, status, is_undone):
    seen = read_refund(built(stripe.Refund, name), payment("payment_intent_succeeded"))
    assert (seen.status, seen.is_undone, seen.amount) == (status, is_undone, ALL)


@pytest.mark.parametrize(
    ("name", "is_withdrawn", "is_reinstated"),
    [
        ("charge_dispute_created", True, False),
        ("charge_dispute_created_inquiry", False, False),
        ("charge_dispute_updated_under_review", True, False),
        ("charge_dispute_closed_lost", True, False),
        ("charge_dispute_closed_won", True, True),
    ],
)
def test_a_dispute_tells_where_the_money_is(name, is_withdrawn, is_reinstated):
    seen = read_dispute(built(stripe.Dispute, name), payment("payment_intent_succeeded"))
    assert (seen.is_withdrawn, seen.is_reinstated) == (is_withdrawn, is_reinstated)
