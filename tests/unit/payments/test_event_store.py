"""How long an event waits between tries."""

from datetime import timedelta

from bot.payments.event_store import MOST_ATTEMPTS, delay_after


def test_each_wait_is_longer_until_a_quarter_of_an_hour():
    waits = [delay_after(attempts) for attempts in range(1, MOST_ATTEMPTS)]
    assert waits[:3] == [timedelta(seconds=15 * 2**n) for n in range(3)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(minutes=15)


def test_an_event_is_tried_through_an_hours_outage():
    waits = (delay_after(attempts) for attempts in range(1, MOST_ATTEMPTS))
    assert sum(waits, timedelta()) > timedelta(hours=1)


def test_however_often_it_was_tried_the_wait_stays_the_longest():
    assert delay_after(10_000) == timedelta(minutes=15)
