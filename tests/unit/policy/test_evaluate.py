"""The first rule that matches, and why."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.kernel.money import Money
from bot.policy.evaluate import AccountFacts, decide
from bot.policy.load import load
from bot.policy.schema import Policy

LATE = AccountFacts(
    country="MX", days_past_due=120, balance=Money(420_055, "MXN"), product="personal_loan"
)


def test_the_first_rule_that_matches_wins(policy: Policy) -> None:
    assert decide(policy, replace(LATE, broken_promises=4)).rule_id == "broken-3"


def test_a_decision_names_version_and_offer(policy: Policy) -> None:
    decision = decide(policy, LATE)

    assert (decision.policy, decision.version, decision.currency) == ("test", 3, "MXN")
    assert decision.offer == policy.rules[2].offer


def test_every_rule_passed_over_is_explained(policy: Policy) -> None:
    assert decide(policy, LATE).why == (
        "not broken-3: broken promises is 0, the rule wants 3 or more",
        "not mx-mid: days past due is 120, the rule wants 31 to 90",
        "mx-late applies: Mexico 91-180 days (credit committee)",
    )


@pytest.mark.parametrize(
    ("days", "rule"), [(90, None), (91, "mx-late"), (180, "mx-late"), (181, None)]
)
def test_the_ends_of_a_range_belong_to_it(policy: Policy, days: int, rule: str | None) -> None:
    facts = replace(LATE, days_past_due=days, product="credit_card")

    assert decide(policy, facts).rule_id == rule


@pytest.mark.parametrize(("minor", "rule"), [(49_999, None), (50_000, "mx-late")])
def test_the_balance_counts_to_the_cent(policy: Policy, minor: int, rule: str | None) -> None:
    assert decide(policy, replace(LATE, balance=Money(minor, "MXN"))).rule_id == rule


def test_without_a_match_nothing_is_offered_and_the_reasons_remain(policy: Policy) -> None:
    decision = decide(policy, replace(LATE, days_past_due=500))

    assert (decision.rule_id, decision.offer) == (None, None)
    assert decision.why[-1] == "no rule applies"
    assert len(decision.why) == len(policy.rules) + 1


def test_a_balance_in_another_currency_goes_to_a_person(policy: Policy) -> None:
    decision = decide(policy, replace(LATE, balance=Money(420_055, "USD"), broken_promises=9))

    assert decision.offer is None
    assert decision.why == ("the balance is in USD, but the policy wants MXN",)


def test_a_country_without_policy_goes_to_a_person(policy: Policy) -> None:
    decision = decide(policy, replace(LATE, country="PE"))

    assert decision.why == ("the balance is in MXN, but PE is not in the policy",)


def test_a_product_is_one_of_those_the_rule_names(policy: Policy) -> None:
    mid = replace(LATE, days_past_due=45)

    assert decide(policy, mid).rule_id == "mx-mid"
    assert decide(policy, replace(mid, product=None)).rule_id is None
    assert "product is not known" in decide(policy, replace(mid, product=None)).why[1]


@pytest.mark.parametrize("flag", ["disputed", "identity_theft", "deceased", "time_barred"])
def test_any_of_the_flags_is_enough(flag: str) -> None:
    policy = load(Path("policies/offers.yml"))
    facts = replace(LATE, flags=frozenset({flag, "hardship"}))  # type: ignore[arg-type]  # parametrized

    assert decide(policy, facts).rule_id == "sensitive"
