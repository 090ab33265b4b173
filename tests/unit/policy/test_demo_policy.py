"""The policy that ships: sound, without gaps, and careful with people."""

from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.money import Money
from bot.policy.evaluate import AccountFacts, decide
from bot.policy.load import check, load
from bot.policy.schema import Flag

FILE = Path("policies/offers.yml")
POLICY = load(FILE)
CURRENCIES = sorted(POLICY.currencies.items())


def facts(country: str, currency: str, **more: Any) -> AccountFacts:
    values: dict[str, Any] = {"days_past_due": 100, "balance": Money(500_000, currency), **more}
    return AccountFacts(country=country, **values)


def test_it_has_neither_problems_nor_gaps() -> None:
    report = check(FILE)

    assert (report.problems, report.notes) == ((), ())


@given(
    place=st.sampled_from(CURRENCIES),
    days=st.integers(0, 9999),
    minor=st.integers(1, 10**12),
    broken=st.integers(0, 50),
    product=st.sampled_from([None, *POLICY.products]),
)
def test_every_account_finds_a_rule(
    place: tuple[str, str], days: int, minor: int, broken: int, product: str | None
) -> None:
    account = AccountFacts(
        country=place[0],
        days_past_due=days,
        balance=Money(minor, place[1]),
        broken_promises=broken,
        product=product,
    )

    assert decide(POLICY, account).rule_id is not None


@pytest.mark.parametrize("place", CURRENCIES)
@pytest.mark.parametrize("flag", sorted(set(get_args(Flag)) - {"service_block"}))
def test_a_flag_that_asks_for_care_goes_to_a_person(place: tuple[str, str], flag: str) -> None:
    offer = decide(POLICY, facts(*place, flags=frozenset({flag}))).offer

    assert offer is not None
    assert offer.approval.always


@pytest.mark.parametrize("place", CURRENCIES)
@pytest.mark.parametrize("more", [{"days_past_due": 181}, {"broken_promises": 3}])
def test_old_accounts_and_broken_promises_go_to_a_person(
    place: tuple[str, str], more: dict[str, Any]
) -> None:
    offer = decide(POLICY, facts(*place, **more)).offer

    assert offer is not None
    assert offer.approval.always


@pytest.mark.parametrize("place", CURRENCIES)
@pytest.mark.parametrize(
    ("days", "stage"),
    [(0, "upcoming"), (1, "early"), (30, "early"), (31, "mid"), (90, "mid"), (91, "late")],
)
def test_each_country_has_its_stages(place: tuple[str, str], days: int, stage: str) -> None:
    found = decide(POLICY, facts(*place, days_past_due=days)).rule_id

    assert found == f"{place[0].lower()}-{stage}"
