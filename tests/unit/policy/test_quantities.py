"""Numbers that can be read in one way only."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from bot.policy.quantities import AmountRange, read_amount, read_percent, read_whole
from bot.rulefiles.strict import shown


@pytest.mark.parametrize("raw", [500, "500", "500.00", "0.5", Decimal("500.10")])
def test_a_plain_amount_is_read(raw: object) -> None:
    assert read_amount(raw) == Decimal(str(raw))


@pytest.mark.parametrize("raw", ["1,000", "1.000", "1.000,50", "1,000.50", "12,5", "1.234.567"])
def test_an_amount_with_two_readings_is_refused(raw: str) -> None:
    with pytest.raises(PydanticCustomError, match="two ways"):
        read_amount(raw)


@pytest.mark.parametrize("raw", ["-5", "1e3", "", "$5", True, None, "NaN", (1,), {}, "5 MXN"])
def test_what_is_not_an_amount_is_refused(raw: object) -> None:
    with pytest.raises(PydanticCustomError, match="is not an amount"):
        read_amount(raw)


@pytest.mark.parametrize("raw", [0, 1, 35, 100, Decimal("12.5"), Decimal("99.99")])
def test_a_plain_percentage_is_read(raw: int | Decimal) -> None:
    assert read_percent(raw) == raw


@pytest.mark.parametrize(
    ("raw", "complaint"),
    [
        (101, "between 0 and 100"),
        (-1, "between 0 and 100"),
        (Decimal("0.1"), "for 10 % write 10"),
        (Decimal("12.345"), "more than two decimals"),
        ("35", "not a percentage"),
        (True, "not a percentage"),
        (date(2026, 1, 30), "not a percentage"),
    ],
)
def test_a_doubtful_percentage_is_refused(raw: object, complaint: str) -> None:
    with pytest.raises(PydanticCustomError, match=complaint):
        read_percent(raw)


@pytest.mark.parametrize("raw", [-1, 100_000, "3", Decimal("3.0"), False, None])
def test_what_is_not_a_whole_number_is_refused(raw: object) -> None:
    with pytest.raises(PydanticCustomError, match="whole number"):
        read_whole(raw)


@given(minor=st.integers(0, 10**13))
def test_an_amount_written_plainly_comes_back_exactly(minor: int) -> None:
    written = f"{minor // 100}.{minor % 100:02d}"

    assert read_amount(written) == Decimal(minor) / 100


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"min": "1", "max": "30"}, "1 to 30"),
        ({"min": "3"}, "3 or more"),
        ({"max": "30"}, "at most 30"),
    ],
)
def test_a_range_says_itself(limits: dict[str, str], words: str) -> None:
    assert AmountRange.model_validate(limits).words() == words


def test_a_range_without_ends_is_refused() -> None:
    with pytest.raises(ValueError, match="give min, max or both"):
        AmountRange.model_validate({})


@pytest.mark.parametrize(
    ("raw", "words"),
    [(None, "nothing"), (True, "true"), ({}, "a group of fields"), ((), "a list"), ("x", "'x'")],
)
def test_a_value_is_shown_as_its_author_knows_it(raw: object, words: str) -> None:
    assert shown(raw) == words
