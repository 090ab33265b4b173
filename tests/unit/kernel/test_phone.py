"""One number, one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.phone import PhoneError, canonical_phone, country_of


@pytest.mark.parametrize(
    "raw",
    [
        "5215512345678",
        "+5215512345678",
        "+52 1 55 1234 5678",
        "525512345678",
        "+525512345678",
        "+52 (55) 1234-5678",
        "52.55.1234.5678",
        " 525512345678 ",
    ],
)
def test_every_way_of_writing_a_mexican_mobile_is_one_number(raw: str) -> None:
    assert canonical_phone(raw) == "+525512345678"


@pytest.mark.parametrize(
    ("raw", "region", "phone"),
    [
        ("55 1234 5678", "MX", "+525512345678"),
        ("(512) 555-0100", "US", "+15125550100"),
        ("+57 300 123 4567", "MX", "+573001234567"),
        ("573001234567", None, "+573001234567"),
        ("+5215512345678", "MX", "+525512345678"),
    ],
)
def test_a_region_reads_national_numbers(raw: str, region: str | None, phone: str) -> None:
    assert canonical_phone(raw, region) == phone


@pytest.mark.parametrize("raw", ["", "+", "abc", "12", "+52", "+999123456789", "5" * 40])
def test_what_is_no_number_is_refused(raw: str) -> None:
    with pytest.raises(PhoneError):
        canonical_phone(raw)


def test_a_refusal_does_not_repeat_the_number() -> None:
    with pytest.raises(PhoneError) as refusal:
        canonical_phone("+99987654321")
    assert "87654321" not in str(refusal.value)


@given(st.from_regex(r"[2-9]\d{9}", fullmatch=True))
def test_the_old_mexican_one_changes_nothing(national: str) -> None:
    assert canonical_phone(f"521{national}") == canonical_phone(f"+52{national}")


@given(st.from_regex(r"55[1-9]\d{7}", fullmatch=True))
def test_a_canonical_number_stays_as_it_is(national: str) -> None:
    once = canonical_phone(f"+52{national}")
    assert canonical_phone(once) == once


@pytest.mark.parametrize(
    ("phone", "country"),
    [
        ("+525512345678", "MX"),
        ("+573001234567", "CO"),
        ("+15125550123", "US"),
        ("+11234567890", None),
    ],
)
def test_a_number_tells_its_country(phone: str, country: str | None) -> None:
    assert country_of(phone) == country
