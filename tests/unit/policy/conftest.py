"""A small sound policy, and ways to spoil it."""

from collections.abc import Callable

import pytest

from bot.policy.load import check_text, load_text
from bot.policy.schema import Policy

SOUND = """\
policy: test
version: 3
effective: {from: 2026-01-01, to: null}
currencies: {MX: MXN, CO: COP}
products: [personal_loan, credit_card]
allocation: [{order: [fee, late_interest, ordinary_interest, tax, principal]}]
caps: {max_discount_pct: 40, max_installments: 12}
rules:
  - id: broken-3
    name: Three or more broken promises
    why: a person decides
    when: {broken_promises: {min: 3}}
    offer: {approval: always}
  - id: mx-mid
    name: Mexico 31-90 days
    why: keep accounts young
    when: {country: MX, product: personal_loan, dpd: {min: 31, max: 90}}
    offer: {full: {}}
  - id: mx-late
    name: Mexico 91-180 days
    why: credit committee
    when: {country: MX, dpd: {min: 91, max: 180}, balance: {min: "500.00"}}
    offer:
      full: {}
      current: {}
      settlement:
        discount_pct: 35
        components: [late_interest, fee]
        pay_within_days: 5
      plan:
        counts: [2, 3, 6]
        every: month
        down_pct: 10
        min_installment: "300.00"
        first_due_days: 7
      promise: {max_days: 15}
      approval: {discount_above_pct: 25}
examples:
  - {account: {country: MX, dpd: 120, balance: "4200.55", broken_promises: 4}, expect: broken-3}
  - {account: {country: MX, dpd: 120, balance: "4200.55"}, expect: mx-late}
"""


def _spoiled(old: str, new: str) -> str:
    assert SOUND.count(old) == 1, f"{old!r} must be in the sound policy once"
    return SOUND.replace(old, new)


@pytest.fixture
def policy() -> Policy:
    """The sound policy."""
    return load_text(SOUND, file="offers.yml")


@pytest.fixture
def policy_with() -> Callable[[str, str], Policy]:
    """The sound policy with one text in the place of another."""
    return lambda old, new: load_text(_spoiled(old, new), file="offers.yml")


@pytest.fixture
def problems_with() -> Callable[[str, str], list[str]]:
    """What a check says when one text stands in the place of another."""
    return lambda old, new: [
        str(problem) for problem in check_text(_spoiled(old, new), file="offers.yml").problems
    ]


@pytest.fixture
def notes_with() -> Callable[[str, str], list[str]]:
    """What a check notes when one text stands in the place of another."""
    return lambda old, new: [
        note.message for note in check_text(_spoiled(old, new), file="offers.yml").notes
    ]
