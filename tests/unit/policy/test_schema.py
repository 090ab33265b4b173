"""What a version is: its content hash, and the days on which it is in force."""

from collections.abc import Callable
from datetime import date

import pytest

from bot.policy.schema import Effective, Policy, content_hash

Change = Callable[[str, str], Policy]


def test_comments_and_written_defaults_do_not_change_the_hash(
    policy: Policy, policy_with: Change
) -> None:
    commented = policy_with("version: 3\n", "version: 3  # the third\n")
    explicit = policy_with("      current: {}\n", "      current: {pay_within_days: 5}\n")

    assert content_hash(commented) == content_hash(explicit) == content_hash(policy)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("discount_pct: 35", "discount_pct: 34"),
        ("      current: {}\n", ""),
        ("to: null", "to: 2027-01-01"),
        ("why: a person decides", "why: a colleague decides"),
        ("[fee, late_interest, ord", "[late_interest, fee, ord"),
    ],
)
def test_any_change_of_content_changes_the_hash(
    old: str, new: str, policy: Policy, policy_with: Change
) -> None:
    assert content_hash(policy_with(old, new)) != content_hash(policy)


def test_the_hash_is_a_sha_256_in_hexadecimal(policy: Policy) -> None:
    assert len(bytes.fromhex(content_hash(policy))) == 32


def test_both_ends_of_a_period_are_in_force() -> None:
    period = Effective.model_validate({"from": date(2026, 1, 1), "to": date(2026, 1, 31)})
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1)]

    assert [period.includes(day) for day in days] == [False, True, True, False]


def test_a_missing_block_is_not_offered(policy: Policy) -> None:
    offer = policy.rules[1].offer

    assert offer.full is not None
    assert (offer.current, offer.settlement, offer.plan) == (None, None, None)


def test_a_country_may_be_alone_and_a_product_one_of_many(policy_with: Change) -> None:
    changed = policy_with("product: personal_loan", "product: [personal_loan, credit_card]")

    assert changed.rules[1].when.product == ("personal_loan", "credit_card")
