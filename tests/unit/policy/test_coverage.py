"""Dead rules and gaps, found exactly."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.money import Money
from bot.policy.coverage import dead_rules, gaps
from bot.policy.evaluate import AccountFacts, first_match
from bot.policy.schema import Policy
from bot.rulefiles.document import read_document

HEAD = """\
policy: test
version: 1
effective: {from: 2026-01-01}
currencies: {MX: MXN}
products: [loan, card]
allocation: [{order: [fee, late_interest, ordinary_interest, tax, principal]}]
caps: {max_discount_pct: 40, max_installments: 12}
rules:
"""


def build(*whens: str) -> Policy:
    """A policy of rules r0, r1, … that has not been through the checks of loading."""
    rules = [
        f"  - {{id: r{number}, name: n, why: w, when: {when}, offer: {{full: {{}}}}}}\n"
        for number, when in enumerate(whens)
    ]
    return Policy.model_validate(read_document(HEAD + "".join(rules)).data)


def dead(*whens: str) -> list[str]:
    return [finding.message for finding in dead_rules(build(*whens))]


def test_a_rule_below_a_wider_one_is_dead() -> None:
    assert dead("{dpd: {max: 90}}", "{dpd: {min: 31, max: 60}}", "{}") == [
        "rule r1 can never apply: r0 above always wins"
    ]


def test_a_rule_that_two_others_cover_together_is_dead() -> None:
    found = dead("{dpd: {max: 50}}", "{dpd: {min: 51}}", "{dpd: {min: 40, max: 60}}")

    assert found == ["rule r2 can never apply: r0, r1 above always win"]


def test_a_rule_with_one_day_of_its_own_is_alive() -> None:
    assert dead("{dpd: {max: 50}}", "{dpd: {min: 52}}", "{dpd: {min: 40, max: 60}}") == []


def test_a_rule_with_one_cent_of_its_own_is_alive() -> None:
    whens = ('{country: MX, balance: {max: "99.99"}}', '{country: MX, balance: {min: "100.01"}}')

    assert dead(*whens, "{country: MX}") == []
    assert dead(whens[0], '{country: MX, balance: {min: "100.00"}}', "{country: MX}") != []


def test_a_rule_for_a_flag_below_a_rule_for_everybody_is_dead() -> None:
    assert len(dead("{}", "{flags: hardship}")) == 1


def test_a_rule_for_one_product_leaves_the_others_alive() -> None:
    assert dead("{product: loan}", "{product: [loan, card]}", "{}") == []


def test_a_rule_that_no_account_can_meet_says_so() -> None:
    assert dead('{country: MX, balance: {max: "0.00"}}', "{}") == [
        "rule r0 can never apply: no account can be like that"
    ]


def test_many_winners_are_not_all_listed() -> None:
    whens = [f"{{dpd: {{min: {n}, max: {n}}}}}" for n in range(5)]

    assert dead(*whens, "{dpd: {max: 4}}") == [
        "rule r5 can never apply: r0, r1, r2 and others above always win"
    ]


def test_a_full_cover_has_no_gaps() -> None:
    assert gaps(build("{dpd: {max: 90}}", "{dpd: {min: 91}}")) == []


def test_a_gap_is_told_in_days_and_amounts() -> None:
    found = gaps(build("{dpd: {max: 90}}", '{country: MX, balance: {min: "500.00"}}'))

    assert [gap.message for gap in found] == [
        "MX: no rule for some accounts 91 or more days past due with a balance of "
        "0.01 to 499.99 MXN; a person decides there"
    ]


def test_neighbouring_gaps_are_told_as_one() -> None:
    found = gaps(
        build("{dpd: {max: 10}}", "{product: loan, dpd: {min: 15, max: 20}}", "{dpd: {min: 31}}")
    )

    assert [gap.message.partition(" days")[0] for gap in found] == [
        "MX: no rule for some accounts 11 to 30"
    ]


@pytest.mark.parametrize("edge", [91, 180])
def test_a_gap_opened_by_moving_a_boundary_is_noted(
    edge: int, notes_with: Callable[[str, str], list[str]]
) -> None:
    moved = {91: "{min: 95, max: 180}", 180: "{min: 91, max: 170}"}[edge]

    notes = notes_with("{min: 91, max: 180}", moved)

    assert any(note.startswith("MX: no rule") for note in notes)


CONDITIONS = st.sampled_from(
    [
        "dpd: {max: 3}",
        "dpd: {min: 2, max: 5}",
        "broken_promises: {min: 1}",
        "product: loan",
        "flags: [hardship, group]",
        "flags: disputed",
        'country: MX, balance: {min: "0.03", max: "0.05"}',
        'country: MX, balance: {max: "0.04"}',
    ]
)
ACCOUNTS = st.builds(
    AccountFacts,
    country=st.just("MX"),
    days_past_due=st.integers(0, 8),
    balance=st.integers(1, 7).map(lambda minor: Money(minor, "MXN")),
    product=st.sampled_from(["loan", "card", None]),
    broken_promises=st.integers(0, 2),
    flags=st.frozensets(st.sampled_from(["hardship", "group", "disputed", "attorney"])),
)


@given(
    whens=st.lists(CONDITIONS, min_size=1, max_size=6), accounts=st.lists(ACCOUNTS, max_size=40)
)
def test_no_account_ever_contradicts_the_grid(
    whens: list[str], accounts: list[AccountFacts]
) -> None:
    policy = build(*(f"{{{when}}}" for when in whens))
    asleep = {policy.rules[int(str(finding.place[1]))].id for finding in dead_rules(policy)}
    found = {rule.id if (rule := first_match(policy, account)) else None for account in accounts}

    assert not found & asleep
    assert None not in found or gaps(policy)
