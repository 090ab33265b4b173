"""What the ledger hears from the policy: in which order an account's components are paid."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.policy.load import load
from bot.usecases.policy_facts import order_for
from tests.builders.ledger import account

POLICY = Path(__file__).parents[3] / "policies" / "offers.yml"


@pytest.mark.parametrize(
    ("country", "product", "first"),
    [
        ("MX", "personal_loan", "fee"),
        ("CO", "personal_loan", "late_interest"),
        ("CO", "insurance", "tax"),
        ("US", "credit_card", "fee"),
    ],
)
def test_the_demo_policy_orders_by_country_and_product(
    country: str, product: str, first: str
) -> None:
    order = order_for(load(POLICY))(replace(account(), country=country, product=product))
    assert (order[0], len(set(order))) == (first, 5)


@pytest.mark.parametrize("country", ["MX", "CO", "US"])
def test_interest_is_always_paid_before_capital_of_a_loan(country: str) -> None:
    order = order_for(load(POLICY))(replace(account(), country=country))
    assert order[-1] == "principal"
