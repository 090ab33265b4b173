"""The stand-in's resources hold only fields that the pinned SDK knows."""

import types
from typing import get_args, get_origin

import pytest
import stripe

from bot.sandbox.stripe import money_back, objects

SESSION = objects.checkout_session(
    {"expires_at": 2, "locale": "en", "mode": "payment"},
    total=1_000,
    currency="mxn",
    created=1,
    public_url="http://stripe",
)
INTENT = objects.payment_intent(SESSION, {}, created=1)
CHARGE = objects.charge(INTENT, created=1, status="succeeded")
DISPUTE = money_back.dispute(CHARGE, created=1, status="lost")
CUSTOMER = objects.customer({}, created=1)
VOUCHER = objects.voucher("pi_1", expires_after=1, public_url="http://stripe")
TRANSFER = objects.bank_transfer(INTENT, clabe="1" * 18, public_url="http://stripe")
INSTRUCTIONS = TRANSFER["display_bank_transfer_instructions"]
ADDRESS = INSTRUCTIONS["financial_addresses"][0]
CASH = objects.cash_balance("cus_1", {"mxn": 1})

Action = stripe.PaymentIntent.NextAction
Transfer = Action.DisplayBankTransferInstructions

SHAPES = [
    (stripe.checkout.Session, SESSION),
    (stripe.Customer, CUSTOMER),
    (stripe.CashBalance, CASH),
    (stripe.CashBalance.Settings, CASH["settings"]),
    (stripe.PaymentIntent, INTENT),
    (Action, VOUCHER),
    (Action.OxxoDisplayDetails, VOUCHER["oxxo_display_details"]),
    (Action, TRANSFER),
    (Transfer, INSTRUCTIONS),
    (Transfer.FinancialAddress, ADDRESS),
    (Transfer.FinancialAddress.Spei, ADDRESS["spei"]),
    (
        stripe.PaymentIntent.LastPaymentError,
        objects.payment_error("card_declined", "no", method="card"),
    ),
    (stripe.Charge, CHARGE),
    (stripe.Refund, money_back.refund(CHARGE, amount=1, created=1, status="pending")),
    (stripe.Dispute, DISPUTE),
    (stripe.BalanceTransaction, money_back.dispute_movement(DISPUTE, 1, 1)),
    (stripe.Event, objects.event("x", INTENT, created=1, api_version="v")),
]


@pytest.mark.parametrize(("resource", "made"), SHAPES)
def test_every_field_is_known_to_the_sdk(resource, made):
    assert set(made) <= known_fields(resource)


@pytest.mark.parametrize(("resource", "made"), SHAPES)
def test_every_empty_field_may_be_empty(resource, made):
    empty = {name for name, value in made.items() if value is None}
    assert empty <= {name for name, hint in hints(resource).items() if may_be_none(hint)}


def known_fields(resource):
    return set(hints(resource))


def hints(resource):
    found = {}
    for each in reversed(resource.__mro__):
        found |= getattr(each, "__annotations__", {})
    return found


def may_be_none(hint):
    if isinstance(hint, str):
        return "None" in hint or "Optional" in hint
    is_union = get_origin(hint) is types.UnionType or str(hint).startswith("typing.")
    return is_union and type(None) in get_args(hint)
