"""Business time is one offset; a day belongs to a zone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.kernel.clock import SystemClock, local_date


def test_the_clock_is_aware_and_in_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_the_offset_shifts_the_machines_clock() -> None:
    shifted = SystemClock(timedelta(days=400)).now() - SystemClock().now()
    assert abs(shifted - timedelta(days=400)) < timedelta(seconds=5)


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("America/Mexico_City", date(2026, 11, 20)),
        ("America/Tijuana", date(2026, 11, 20)),
        ("America/Bogota", date(2026, 11, 21)),
        ("UTC", date(2026, 11, 21)),
    ],
)
def test_a_moment_is_another_day_elsewhere(zone: str, day: date) -> None:
    assert local_date(datetime(2026, 11, 21, 5, 30, tzinfo=UTC), zone) == day
