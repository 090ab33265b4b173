"""The stand-in's resources hold only fields that the pinned SDK knows."""

import types
from typing import get_args, get_origin

import pytest
import stripe

from bot.sandbox.stripe import objects

SESSION = objects.checkout_session(
    {"expires_at": 2, "locale": "en", "mode": "payment"},
    total=1_000,
    currency="mxn",
    created=1,
    public_url="http://stripe",
)
INTENT = objects.payment_intent(SESSION, {}, created=1)
CHARGE = objects.charge(INTENT, created=1, status="succeeded")
DISPUTE = objects.dispute(CHARGE, created=1)

SHAPES = [
    (stripe.checkout.Session, SESSION),
    (stripe.PaymentIntent, INTENT),
    (stripe.Charge, CHARGE),
    (stripe.Refund, objects.refund(CHARGE, amount=1, created=1)),
    (stripe.Dispute, DISPUTE),
    (stripe.BalanceTransaction, DISPUTE["balance_transactions"][0]),
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
