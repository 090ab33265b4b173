"""What holds for every amount: parts sum exactly and stay fair, text and back is the same."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.money import Money, total

CURRENCIES = st.sampled_from(["MXN", "COP", "USD", "JPY"])
AMOUNTS = st.builds(Money, st.integers(-(10**15), 10**15), CURRENCIES)
WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=40).filter(any)


@given(AMOUNTS, WEIGHTS)
def test_shares_sum_to_the_whole(amount: Money, weights: list[int]) -> None:
    shares = amount.allocate(weights)
    assert total(shares, amount.currency) == amount
    assert len(shares) == len(weights)


@given(AMOUNTS, st.integers(1, 60))
def test_parts_sum_to_the_whole_and_differ_by_a_cent(amount: Money, parts: int) -> None:
    cut = [part.amount_minor for part in amount.split(parts)]
    assert sum(cut) == amount.amount_minor
    assert max(cut) - min(cut) <= 1


@given(AMOUNTS, WEIGHTS)
def test_a_share_is_within_a_cent_of_its_due(amount: Money, weights: list[int]) -> None:
    for share, weight in zip(amount.allocate(weights), weights, strict=True):
        assert abs(share.amount_minor * sum(weights) - amount.amount_minor * weight) < sum(weights)


@given(AMOUNTS, WEIGHTS)
def test_no_share_changes_sign(amount: Money, weights: list[int]) -> None:
    for share in amount.allocate(weights):
        assert share.amount_minor * amount.amount_minor >= 0


@given(AMOUNTS)
def test_an_amount_survives_text(amount: Money) -> None:
    assert Money.parse(str(amount.to_decimal()), amount.currency) == amount


@given(AMOUNTS, AMOUNTS)
def test_adding_and_taking_away_is_nothing(one: Money, other: Money) -> None:
    other = Money(other.amount_minor, one.currency)
    assert one + other - other == one
    assert one + other == other + one


@given(AMOUNTS, st.integers(0, 100))
def test_a_percentage_never_exceeds_the_whole(amount: Money, pct: int) -> None:
    part = amount.percent(Decimal(pct))
    assert abs(part.amount_minor) <= abs(amount.amount_minor)
