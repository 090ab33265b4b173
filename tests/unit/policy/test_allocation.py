"""Which order of payment the policy says for an account: the first entry that holds."""

import pytest

from bot.policy.allocation import allocation_for
from bot.policy.load import load_text
from bot.policy.schema import Policy
from tests.unit.policy.conftest import SOUND

FIRST = ("principal", "tax", "fee", "late_interest", "ordinary_interest")
SECOND = ("tax", "fee", "late_interest", "ordinary_interest", "principal")
LAST = ("fee", "late_interest", "ordinary_interest", "tax", "principal")


@pytest.fixture
def policy() -> Policy:
    entries = (
        f"{{country: MX, product: credit_card, order: [{', '.join(FIRST)}]}}, "
        f"{{country: MX, order: [{', '.join(SECOND)}]}}, "
    )
    return load_text(SOUND.replace("allocation: [", f"allocation: [{entries}"), file="x.yml")


@pytest.mark.parametrize(
    ("country", "product", "order"),
    [
        ("MX", "credit_card", FIRST),
        ("MX", "personal_loan", SECOND),
        ("CO", "credit_card", LAST),
        ("US", "boat", LAST),
    ],
)
def test_the_first_entry_that_holds_wins(
    policy: Policy, country: str, product: str, order: tuple[str, ...]
) -> None:
    assert allocation_for(policy, country=country, product=product) == order
