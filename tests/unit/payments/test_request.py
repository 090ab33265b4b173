"""What Stripe is asked for."""

import json
from datetime import UTC, datetime

from bot.kernel.money import Money
from bot.payments.request import Ways, checkout_request

METADATA = {"pay_link": "pay_1", "kind": "everything"}
MEXICAN = Ways(methods=("card", "oxxo", "spei"), voucher_days=3, customer="cus_1")


def request(**change):
    values = {
        "label": "Pago · folio K7M2QX9A",
        "locale": "es-419",
        "page": "https://saldo.example/p/token",
        "expires_at": datetime(2026, 11, 22, 17, tzinfo=UTC),
        "metadata": METADATA,
    }
    return checkout_request(Money(150_050, "MXN"), **{**values, **change})


def test_the_amount_is_whole_minor_units_of_a_lower_case_currency():
    price = json.loads(request())["line_items"][0]["price_data"]
    assert (price["unit_amount"], price["currency"]) == (150_050, "mxn")


def test_metadata_reaches_the_session_and_its_payment():
    made = json.loads(request())
    assert made["metadata"] == made["payment_intent_data"]["metadata"] == METADATA


def test_stripe_sends_people_back_to_our_own_page():
    made = json.loads(request())
    assert made["success_url"] == "https://saldo.example/p/token?done=1"
    assert made["cancel_url"] == "https://saldo.example/p/token"


def test_where_there_are_only_cards_nothing_else_is_named_and_no_price_converted():
    made = json.loads(request())
    assert made["allowed_payment_method_types"] == ["card"]
    assert made["adaptive_pricing"] == {"enabled": False}
    assert not made.keys() & {"payment_method_options", "customer"}


def test_in_mexico_cash_has_its_days_and_transfers_their_customer():
    made = json.loads(request(ways=MEXICAN))
    assert made["allowed_payment_method_types"] == ["card", "oxxo", "customer_balance"]
    assert made["payment_method_options"] == {
        "oxxo": {"expires_after_days": 3},
        "customer_balance": {
            "funding_type": "bank_transfer",
            "bank_transfer": {"type": "mx_bank_transfer"},
        },
    }
    assert made["customer"] == "cus_1"


def test_the_same_input_gives_the_same_bytes():
    assert request() == request(metadata=dict(reversed(METADATA.items())))
