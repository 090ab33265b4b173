"""Amounts and dates as each region writes them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.money import Money
from bot.locale import formats
from bot.locale.locales import LOCALES, Locale

TUESDAY = date(2026, 12, 1)
CHRISTMAS = datetime(2026, 12, 25, 3, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("amount", "locale", "expected"),
    [
        (Money(98001, "MXN"), "es_MX", "$980.01 MXN"),
        (Money(123450, "MXN"), "es_MX", "$1,234.50 MXN"),
        (Money(90000, "MXN"), "es_MX", "$900.00 MXN"),
        (Money(123456700, "COP"), "es_CO", "$1.234.567 COP"),
        (Money(123456750, "COP"), "es_CO", "$1.234.567,50 COP"),
        (Money(123456700, "COP"), "en", "$1,234,567 COP"),
        (Money(98001, "USD"), "en_US", "$980.01 USD"),
        (Money(123450, "USD"), "es", "$1,234.50 USD"),
        (Money(123450, "MXN"), "en", "$1,234.50 MXN"),
        (Money(5, "MXN"), "es_MX", "$0.05 MXN"),
        (Money(0, "MXN"), "es_MX", "$0.00 MXN"),
        (Money(0, "COP"), "es_CO", "$0 COP"),
        (Money(-500, "MXN"), "es_MX", "-$5.00 MXN"),
        (Money(1234, "JPY"), "en", "¥1,234 JPY"),
    ],
)
def test_an_amount_has_its_sign_its_decimals_and_its_code(
    amount: Money, locale: Locale, expected: str
) -> None:
    assert formats.money(amount, locale) == expected


@given(
    minor=st.integers(min_value=-(10**14), max_value=10**14),
    currency=st.sampled_from(["MXN", "COP", "USD", "JPY"]),
    locale=st.sampled_from(LOCALES),
)
def test_no_cent_is_lost_in_writing(minor: int, currency: str, locale: Locale) -> None:
    written = formats.money(Money(minor, currency), locale)
    digits = int("".join(c for c in written if c.isdigit()))
    is_cut = currency == "COP" and minor % 100 == 0
    assert digits == abs(minor) // (100 if is_cut else 1)
    assert written.startswith("-") == (minor < 0)


@pytest.mark.parametrize(
    ("locale", "full", "short"),
    [
        ("es_MX", "martes 1 de diciembre de 2026", "mar 1 dic 2026"),
        ("es_CO", "martes 1 de diciembre de 2026", "mar 1 dic 2026"),
        ("es", "martes 1 de diciembre de 2026", "mar 1 dic 2026"),
        ("en", "Tuesday, December 1, 2026", "Tue, Dec 1, 2026"),
        ("en_US", "Tuesday, December 1, 2026", "Tue, Dec 1, 2026"),
    ],
)
def test_a_day_carries_its_weekday(locale: Locale, full: str, short: str) -> None:
    assert formats.day(TUESDAY, locale) == full
    assert formats.day(TUESDAY, locale, style="short") == short


@pytest.mark.parametrize(
    ("locale", "zone", "expected"),
    [
        ("es_MX", "America/Mexico_City", "jueves 24 de diciembre de 2026, 9:05 p.m."),
        ("es_CO", "America/Bogota", "jueves 24 de diciembre de 2026, 10:05 p. m."),
        ("en_US", "America/New_York", "Thursday, December 24, 2026, 10:05 PM"),
        ("en_US", "UTC", "Friday, December 25, 2026, 3:05 AM"),
    ],
)
def test_a_moment_is_told_in_the_persons_zone(locale: Locale, zone: str, expected: str) -> None:
    assert formats.moment(CHRISTMAS, locale, zone=zone) == expected


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        formats.moment(CHRISTMAS.replace(tzinfo=None), "es", zone="UTC")


@pytest.mark.parametrize(
    ("locale", "expected"), [("es_MX", "a, b y c"), ("es_CO", "a, b y c"), ("en", "a, b, and c")]
)
def test_a_list_is_said_in_one_breath(locale: Locale, expected: str) -> None:
    assert formats.listing(["a", "b", "c"], locale) == expected


def test_a_list_of_one_is_the_one() -> None:
    assert formats.listing(["a"], "es_MX") == "a"


@pytest.mark.parametrize(("locale", "expected"), [("es_MX", "1,200"), ("es_CO", "1.200")])
def test_whole_numbers_are_grouped(locale: Locale, expected: str) -> None:
    assert formats.whole(1200, locale) == expected
