"""Amounts: exact, in one currency, never guessed."""

from decimal import Decimal

import pytest

from bot.kernel.money import Money, MoneyError, exponent, total


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("980.01", "MXN", 98001),
        ("0.05", "USD", 5),
        ("-12.3", "COP", -1230),
        ("1500", "JPY", 1500),
        ("7.00", "JPY", 7),
        (" 980.01 ", "MXN", 98001),
        (Decimal("0.10"), "USD", 10),
        ("9999999999999999.99", "MXN", 999999999999999999),
    ],
)
def test_an_amount_is_read_to_its_minor_unit(text: str, currency: str, minor: int) -> None:
    assert Money.parse(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "1,000.00",
        "$5",
        "0.001",
        "NaN",
        "sNaN",
        "Infinity",
        "-Infinity",
        "1e999999",
        "1e16",
        "123456789012345678901234567890.01",
        "1e-999999",
        "0." + "0" * 40 + "1",
    ],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(MoneyError):
        Money.parse(text, "MXN")


def test_a_yen_has_no_cents() -> None:
    with pytest.raises(MoneyError, match="more decimals than JPY"):
        Money.parse("1.5", "JPY")


def test_an_unknown_currency_is_refused_by_name() -> None:
    with pytest.raises(MoneyError, match="'EUR' is not known"):
        exponent("EUR")


@pytest.mark.parametrize("act", ["__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__"])
def test_two_currencies_never_meet(act: str) -> None:
    with pytest.raises(MoneyError, match="cannot mix MXN and USD"):
        getattr(Money(1, "MXN"), act)(Money(1, "USD"))


def test_the_same_number_of_another_currency_is_not_equal() -> None:
    assert Money(1, "MXN") != Money(1, "USD")


def test_amounts_compare_and_subtract() -> None:
    less, more = Money(1, "MXN"), Money(3, "MXN")
    assert less < more
    assert less <= Money(1, "MXN") >= less
    assert more > less
    assert less - more == -Money(2, "MXN")


def test_only_zero_is_false() -> None:
    assert not Money.zero("MXN")
    assert Money(-1, "MXN")


def test_nothing_sums_to_zero_of_the_currency() -> None:
    assert total([], "COP") == Money.zero("COP")
    assert total([Money(1, "COP"), Money(2, "COP")], "COP") == Money(3, "COP")


@pytest.mark.parametrize(
    ("minor", "pct", "part"), [(1, "50", 1), (-1, "50", -1), (98001, "12.5", 12250), (3, "10", 0)]
)
def test_a_percentage_is_rounded_half_up(minor: int, pct: str, part: int) -> None:
    assert Money(minor, "MXN").percent(Decimal(pct)) == Money(part, "MXN")


def test_the_first_parts_carry_the_odd_cents() -> None:
    assert [part.amount_minor for part in Money(100, "MXN").split(3)] == [34, 33, 33]


def test_a_weight_of_zero_gets_nothing() -> None:
    assert [part.amount_minor for part in Money(101, "MXN").allocate([0, 1, 1])] == [0, 51, 50]


@pytest.mark.parametrize("weights", [[], [0], [1, -1], [-1, 3]])
def test_weights_that_mean_nothing_are_refused(weights: list[int]) -> None:
    with pytest.raises(MoneyError, match="weights"):
        Money(100, "MXN").allocate(weights)


@pytest.mark.parametrize("parts", [0, -1])
def test_no_parts_are_refused(parts: int) -> None:
    with pytest.raises(MoneyError):
        Money(100, "MXN").split(parts)
