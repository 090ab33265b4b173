"""Hours of the day as people write them; the likeliest meaning first."""

from datetime import time

import pytest

from bot.locale.reading.hours import read_hour

EXACT = [
    ("a las 5 de la tarde", (17, 0)),
    ("tomorrow at 5pm please", (17, 0)),
    ("5 p. m.", (17, 0)),
    ("17:30", (17, 30)),
    ("a las 20 hrs", (20, 0)),
    ("mañana a las 9 de la mañana", (9, 0)),
    ("a las 8 de la noche", (20, 0)),
    ("9:15 am", (9, 15)),
    ("a las 12", (12, 0)),
    ("al mediodía", (12, 0)),
    ("noon works", (12, 0)),
    ("monday morning", (10, 0)),
    ("por la tarde", (16, 0)),
]
LIKELIEST = [
    ("márcame mañana a las 5", (17, 0)),
    ("a las cinco y media", (17, 30)),
    ("a las 5 y cuarto", (17, 15)),
    ("a la una", (13, 0)),
    ("half past four", (16, 30)),
    ("llámame a las 9", (9, 0)),
    ("call me at 11", (11, 0)),
]
NONE = [
    "el 5 de diciembre",
    "after 3 days",
    "next week",
    "after 12/5",
    "llámame",
    "5",
    "más tarde",
]


@pytest.mark.parametrize(("said", "hour"), EXACT)
def test_an_hour_that_can_only_mean_one_is_that(said: str, hour: tuple[int, int]) -> None:
    assert read_hour(said).hours == (time(*hour),)


@pytest.mark.parametrize(("said", "hour"), LIKELIEST)
def test_a_bare_hour_has_two_meanings_by_day_first(said: str, hour: tuple[int, int]) -> None:
    reading = read_hour(said)
    assert (reading.hours[0], len(reading.hours)) == (time(*hour), 2)


@pytest.mark.parametrize("said", NONE)
def test_what_is_no_hour_is_none(said: str) -> None:
    assert read_hour(said).hours == ()


@pytest.mark.parametrize("said", ["5", "5 y media", "17"])
def test_a_number_alone_is_an_hour_when_it_was_asked(said: str) -> None:
    assert read_hour(said, is_asked=True).hours[0].hour == 17


@pytest.mark.parametrize("said", ["call me after 6", "después de las 6", "a partir de las 6"])
def test_after_an_hour_is_kept_as_such(said: str) -> None:
    assert (read_hour(said).hours[0], read_hour(said).bound) == (time(18), "after")


@pytest.mark.parametrize("said", ["after work call me at 5", "half past four", "a las 6"])
def test_at_an_hour_is_at_it(said: str) -> None:
    assert read_hour(said).bound == "at"
