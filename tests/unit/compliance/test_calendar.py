"""Holidays: computed, mended by hand, and never guessed."""

from datetime import date

import pytest
from pydantic_core import PydanticCustomError

from bot.compliance.calendar import Calendar, CalendarUnknown, Day, read_day

CHRISTMAS = Day(year=None, month=12, day=25)


@pytest.mark.parametrize(
    ("country", "day", "is_holiday"),
    [
        ("MX", date(2026, 11, 16), True),  # the Revolution's Monday
        ("MX", date(2026, 12, 12), False),  # banks close, the law does not
        ("CO", date(2026, 7, 13), True),  # since 2026
        ("CO", date(2026, 12, 8), True),
        ("CO", date(2026, 11, 27), False),
        ("US", date(2026, 11, 26), True),
    ],
)
def test_a_country_has_its_holidays(country: str, day: date, is_holiday: bool) -> None:
    assert Calendar(country=country).is_holiday(day) is is_holiday


def test_a_state_has_its_own_on_top() -> None:
    patriots_day = date(2026, 4, 20)
    assert Calendar(country="US", state="MA").is_holiday(patriots_day)
    assert not Calendar(country="US", state="NYC").is_holiday(patriots_day)


@pytest.mark.parametrize(
    ("country", "year"), [("XX", 2026), ("", 2026), ("MX", 2101), ("CO", 1850)]
)
def test_what_cannot_be_computed_is_not_guessed(country: str, year: int) -> None:
    with pytest.raises(CalendarUnknown):
        Calendar(country=country, removed=(CHRISTMAS,)).is_holiday(date(year, 12, 25))


@pytest.mark.parametrize("written", ["12-12", date(2026, 12, 12)])
def test_a_day_can_be_added(written: object) -> None:
    calendar = Calendar(country="MX", extra=(read_day(written),))
    assert calendar.is_holiday(date(2026, 12, 12))
    assert calendar.is_holiday(date(2027, 12, 12)) is (written == "12-12")


def test_a_day_can_be_taken_away() -> None:
    assert not Calendar(country="MX", removed=(CHRISTMAS,)).is_holiday(date(2026, 12, 25))


def test_business_days_skip_weekends_and_holidays() -> None:
    calendar = Calendar(country="CO")
    assert calendar.business_days_after(date(2026, 12, 4), 2) == date(2026, 12, 9)


@pytest.mark.parametrize(("day", "before"), [(8, 7), (7, 4), (6, 4), (4, 3)])
def test_the_business_day_before_skips_weekends(day: int, before: int) -> None:
    found = Calendar(country="MX").business_day_before(date(2026, 12, day))
    assert found == date(2026, 12, before)


def test_the_business_day_before_skips_holidays() -> None:
    tuesday_after_a_holiday = date(2026, 11, 17)
    found = Calendar(country="MX").business_day_before(tuesday_after_a_holiday)
    assert found == date(2026, 11, 13)


def test_business_days_of_an_unknown_calendar_come_too_early_rather_than_too_late() -> None:
    assert Calendar(country="XX").business_days_after(date(2026, 12, 24), 1) == date(2026, 12, 25)


@pytest.mark.parametrize("raw", ["13-01", "02-30", "12/12", 12, None, "2026-02-30"])
def test_a_day_that_does_not_exist_is_refused(raw: object) -> None:
    with pytest.raises(PydanticCustomError, match="is not a day"):
        read_day(raw)
