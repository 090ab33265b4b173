"""What a contact's columns mean at a moment."""

from datetime import timedelta

import pytest

from tests.support.people import NOW, VERIFIED, contact, record

TICK = timedelta(microseconds=1)


def test_proof_holds_until_it_lapses() -> None:
    proved = contact(**VERIFIED)
    lapse = VERIFIED["verified_until"]
    assert proved.is_verified(lapse - TICK)
    assert not proved.is_verified(lapse)


def test_nobody_is_verified_without_a_proof() -> None:
    assert not contact().is_verified(NOW)


def test_a_lock_ends() -> None:
    locked = contact(locked_until=NOW)
    assert locked.is_locked(NOW - TICK)
    assert not locked.is_locked(NOW)
    assert not contact().is_locked(NOW)


@pytest.mark.parametrize(
    ("since", "is_open"),
    [
        (timedelta(0), True),
        (timedelta(hours=24) - TICK, True),
        (timedelta(hours=24), False),
        (timedelta(days=7), False),
    ],
)
def test_the_reply_window_is_24_hours(since: timedelta, is_open: bool) -> None:
    assert contact(last_inbound_at=NOW - since).is_window_open(NOW) is is_open


def test_whoever_never_wrote_has_no_window() -> None:
    assert not contact(last_inbound_at=None).is_window_open(NOW)


def test_known_factors_are_given_in_canonical_text() -> None:
    assert record(document_last4="2041").factors() == {
        "date_of_birth": "1987-06-14",
        "postcode": "06700",
        "document_last4": "2041",
    }


def test_unknown_factors_are_left_out() -> None:
    assert record(date_of_birth=None, postcode="").factors() == {}
