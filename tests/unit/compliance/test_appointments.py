"""The allowed moment nearest to the one somebody asked to be called at."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.compliance.appointments import nearest_allowed
from bot.compliance.outreach import rules_for
from bot.compliance.rules import jurisdictions

ZONES = {"MX": "America/Mexico_City", "CO": "America/Bogota", "US": "America/New_York"}
NOON = "2026-11-20 12:00"  # a Friday

NEAREST = [
    ("MX", "2026-11-20 17:00", "2026-11-20 17:00"),
    ("MX", "2026-11-20 21:59", "2026-11-20 21:59"),
    ("MX", "2026-11-20 22:00", "2026-11-20 21:30"),
    ("MX", "2026-11-21 06:59", "2026-11-21 07:00"),
    ("MX", "2026-11-22 17:00", "2026-11-23 17:00"),  # Sunday
    ("MX", "2026-12-25 10:00", "2026-12-26 10:00"),  # holiday
    ("MX", "2026-11-20 09:00", "2026-11-21 09:00"),  # gone by
    ("CO", "2026-11-21 15:00", "2026-11-21 14:30"),
    ("CO", "2026-11-22 10:00", "2026-11-23 10:00"),
    ("US", "2026-11-22 10:00", "2026-11-22 10:00"),
    ("US", "2026-11-22 23:00", "2026-11-22 20:30"),
]


def local(text: str, country: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONES[country]))


def nearest(country: str, wanted: datetime) -> datetime | None:
    rules = rules_for(jurisdictions(), country)
    return nearest_allowed(rules, wanted, now=local(NOON, country), zone=ZONES[country])


@pytest.mark.parametrize(("country", "wanted", "found"), NEAREST)
def test_the_nearest_moment_is_found(country: str, wanted: str, found: str) -> None:
    assert nearest(country, local(wanted, country)) == local(found, country)


@given(
    country=st.sampled_from(sorted(ZONES)),
    minutes=st.integers(min_value=0, max_value=100 * 24 * 60),
)
def test_what_is_found_is_always_allowed_and_ahead(country: str, minutes: int) -> None:
    found = nearest(country, local(NOON, country) + timedelta(minutes=minutes))
    assert found is not None
    assert found > local(NOON, country)
    assert rules_for(jurisdictions(), country).hours.allows(found)
    assert nearest(country, found) == found
