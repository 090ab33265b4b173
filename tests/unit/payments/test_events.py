"""Reading Stripe's signed requests: a table over the payload files, then the signature's cases."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from stripe import WebhookSignature

from bot.payments.events import LISTENED, EventRefused, notice_of, read_event

PAYLOADS = Path(__file__).parents[2] / "payloads" / "stripe"
SECRET = "whsec_unit"
NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)
PAYMENT = "pi_3Sx1qQ2eZvKYlo2C"
CHARGE = "ch_3Sx1qQ2eZvKYlo2C"
SESSION = "cs_test_b1Kq9wQ2Zt6"
REFUND = "re_3Sx1qQ2eZvKYlo2D"
DISPUTE = "du_1Sx1qQ2eZvKYlo2E"

READ = {
    "checkout_session_completed_paid": ("checkout.session.completed", SESSION),
    "checkout_session_completed_unpaid": ("checkout.session.completed", SESSION),
    "checkout_session_expired": ("checkout.session.expired", SESSION),
    "checkout_session_async_payment_succeeded": (
        "checkout.session.async_payment_succeeded",
        SESSION,
    ),
    "checkout_session_async_payment_failed": ("checkout.session.async_payment_failed", SESSION),
    "payment_intent_succeeded": ("payment_intent.succeeded", PAYMENT),
    "payment_intent_succeeded_duplicate": ("payment_intent.succeeded", PAYMENT),
    "payment_intent_payment_failed_card_declined": ("payment_intent.payment_failed", PAYMENT),
    "checkout_session_completed_voucher_printed": ("checkout.session.completed", SESSION),
    "checkout_session_completed_transfer_begun": ("checkout.session.completed", SESSION),
    "payment_intent_requires_action_oxxo_voucher": ("payment_intent.requires_action", PAYMENT),
    "payment_intent_requires_action_spei_transfer": ("payment_intent.requires_action", PAYMENT),
    "payment_intent_partially_funded": ("payment_intent.partially_funded", PAYMENT),
    "payment_intent_processing": ("payment_intent.processing", PAYMENT),
    "payment_intent_canceled": ("payment_intent.canceled", PAYMENT),
    "payment_intent_succeeded_oxxo_next_day": ("payment_intent.succeeded", PAYMENT),
    "payment_intent_succeeded_spei": ("payment_intent.succeeded", PAYMENT),
    "payment_intent_payment_failed_voucher_expired": ("payment_intent.payment_failed", PAYMENT),
    "charge_refunded_full": ("charge.refunded", CHARGE),
    "charge_refunded_partial": ("charge.refunded", CHARGE),
    "refund_created_of_no_payment": ("refund.created", REFUND),
    "refund_updated_pending_to_succeeded": ("refund.updated", REFUND),
    "refund_updated_canceled": ("refund.updated", REFUND),
    "charge_dispute_created_inquiry": ("charge.dispute.created", DISPUTE),
    "charge_dispute_updated_under_review": ("charge.dispute.updated", DISPUTE),
    "charge_dispute_closed_lost": ("charge.dispute.closed", DISPUTE),
    "charge_dispute_closed_won": ("charge.dispute.closed", DISPUTE),
    "refund_created_full": ("refund.created", REFUND),
    "refund_created_partial": ("refund.created", REFUND),
    "refund_failed": ("refund.failed", REFUND),
    "charge_dispute_created": ("charge.dispute.created", DISPUTE),
    "charge_dispute_funds_withdrawn": ("charge.dispute.funds_withdrawn", DISPUTE),
    "charge_dispute_funds_reinstated": ("charge.dispute.funds_reinstated", DISPUTE),
    "unknown_type": ("treasury.quantum_transfer.settled", "tqt_1Sx"),
    "object_without_id": ("balance.available", None),
    "older_api_version": ("payment_intent.succeeded", PAYMENT),
    "without_api_version": ("payment_intent.succeeded", PAYMENT),
}

REFUSED = {
    "live_mode": "wrong_mode",
    "malformed_array": "malformed",
    "malformed_cut_short": "malformed",
    "malformed_thin_notification": "malformed",
    "malformed_created_is_text": "malformed",
}


def payload(name):
    return (PAYLOADS / f"{name}.json").read_bytes()


def sign(raw, *, secret=SECRET, at=NOW):
    text = raw.decode()
    return WebhookSignature.generate_signature_header(text, secret, int(at.timestamp()))


def read(raw, signature, *, now=NOW, is_live=False):
    return read_event(raw, signature, SECRET, now=now, is_live=is_live)


def refusal(*args, **kwargs):
    with pytest.raises(EventRefused) as raised:
        read(*args, **kwargs)
    return raised.value.code


@pytest.mark.parametrize(("name", "expected"), READ.items())
def test_an_event_is_read_down_to_type_and_object(name, expected):
    notice = read(payload(name), sign(payload(name)))
    assert (notice.type, notice.object_id) == expected
    assert notice.created_at == datetime.fromtimestamp(1795284000, UTC)


@pytest.mark.parametrize(("name", "code"), REFUSED.items())
def test_what_is_not_an_event_for_us_is_refused(name, code):
    assert refusal(payload(name), sign(payload(name))) == code


def test_every_payload_file_has_its_case():
    assert {path.stem for path in PAYLOADS.glob("*.json")} == READ.keys() | REFUSED.keys()


def test_a_duplicate_has_the_id_of_the_first():
    ids = {
        read(payload(name), sign(payload(name))).id
        for name in ("payment_intent_succeeded", "payment_intent_succeeded_duplicate")
    }
    assert len(ids) == 1


def test_a_live_event_is_read_in_live_mode():
    raw = payload("live_mode")
    assert read(raw, sign(raw), is_live=True).object_id == PAYMENT


def test_a_test_event_is_refused_in_live_mode():
    raw = payload("payment_intent_succeeded")
    assert refusal(raw, sign(raw), is_live=True) == "wrong_mode"


@pytest.mark.parametrize(
    "signature",
    [None, "", "nonsense", "t=1", "t=x,v1=00", "v1=00", "t=1795284000,v1=", "t=1795284000,v1=ñ"],
)
def test_a_missing_or_broken_signature_is_refused(signature):
    assert refusal(payload("payment_intent_succeeded"), signature) == "bad_signature"


def test_a_signature_with_another_secret_is_refused():
    raw = payload("payment_intent_succeeded")
    assert refusal(raw, sign(raw, secret="whsec_other")) == "bad_signature"


def test_a_changed_body_is_refused():
    raw = payload("payment_intent_succeeded")
    assert refusal(raw.replace(b"150000", b"150001"), sign(raw)) == "bad_signature"


def test_a_body_that_is_not_text_is_refused():
    assert refusal(b"\xff\xfe", "t=1795284000,v1=00") == "bad_signature"


@pytest.mark.parametrize("age", [timedelta(seconds=301), timedelta(seconds=-301)])
def test_a_signature_too_old_or_from_the_future_is_refused(age):
    raw = payload("payment_intent_succeeded")
    assert refusal(raw, sign(raw, at=NOW - age)) == "stale_signature"


def test_one_good_signature_among_several_is_enough():
    raw = payload("payment_intent_succeeded")
    assert read(raw, f"{sign(raw)},v1={'0' * 64}").object_id == PAYMENT


def test_a_refusal_holds_nothing_of_the_request():
    with pytest.raises(EventRefused) as raised:
        read(payload("checkout_session_completed_paid"), "t=1,v1=5eb2")
    assert str(raised.value) == "bad_signature"
    assert raised.value.__suppress_context__


def test_every_type_we_listen_to_has_its_payload():
    assert set(LISTENED) <= {type_ for type_, _ in READ.values()}


@pytest.mark.parametrize("name", ["payment_intent_succeeded", "charge_dispute_closed_lost"])
def test_a_listed_event_is_read_like_a_delivered_one(name):
    listed = notice_of(json.loads(payload(name)), is_live=False)
    assert listed == read(payload(name), sign(payload(name)))


def test_a_listed_event_of_the_other_mode_is_refused():
    with pytest.raises(EventRefused, match="wrong_mode"):
        notice_of(json.loads(payload("live_mode")), is_live=False)


def test_the_sweep_may_name_every_type_we_listen_to():
    assert len(set(LISTENED)) == len(LISTENED) <= 20
