"""How far a session has come, as far as we know."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.kernel.ids import PayLinkId
from bot.kernel.money import Money
from bot.payments.seen import Instructions
from bot.payments.sessions import (
    LONGEST_SESSION,
    PaySession,
    Progress,
    SessionState,
    is_untouched_transfer,
    session_expiry,
)

NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)
OWED = Money(50_000, "MXN")


def waits(method="oxxo", missing=50_000):
    return Instructions(
        method=method, url="https://s/1", expires_at=None, missing=Money(missing, "MXN")
    )


def session(state, payment_state=None, instructions=None):
    return PaySession(
        link_id=PayLinkId("pay_1"),
        generation=3,
        amount=OWED,
        expires_at=NOW,
        request="{}",
        state=SessionState(state),
        is_live=False,
        payment_state=payment_state,
        instructions=instructions,
    )


@pytest.mark.parametrize(
    ("state", "payment_state", "instructions", "progress"),
    [
        ("creating", None, None, Progress.CREATING),
        ("open", None, None, Progress.OPEN),
        ("open", "requires_action", waits(), Progress.OPEN),
        ("expired", None, None, Progress.OVER),
        ("refused", None, None, Progress.OVER),
        ("complete", None, None, Progress.CONFIRMING),
        ("complete", "processing", None, Progress.CONFIRMING),
        ("complete", "a word of next year's", None, Progress.CONFIRMING),
        ("complete", "requires_action", None, Progress.CONFIRMING),
        ("complete", "requires_action", waits(), Progress.WAITING),
        ("complete", "succeeded", None, Progress.PAID),
        ("complete", "canceled", None, Progress.OVER),
        ("complete", "requires_payment_method", None, Progress.OVER),
    ],
)
def test_how_far_a_session_has_come(state, payment_state, instructions, progress):
    assert session(state, payment_state, instructions).progress is progress


@pytest.mark.parametrize(
    ("instructions", "expected"),
    [
        (None, False),
        (waits("oxxo"), False),
        (waits("spei"), True),
        (waits("spei", missing=49_999), False),
    ],
)
def test_only_a_transfer_of_which_nothing_came_may_be_given_up(instructions, expected):
    assert is_untouched_transfer(instructions, OWED) is expected


def test_a_session_ends_with_its_link():
    end = NOW + timedelta(hours=2, microseconds=7)
    assert session_expiry(end, NOW) == NOW + timedelta(hours=2)


def test_a_session_of_a_long_link_ends_within_stripes_day():
    assert session_expiry(NOW + timedelta(days=30), NOW) == NOW + LONGEST_SESSION


def test_a_generation_has_a_key_of_its_own():
    assert session("creating").idempotency_key == "cs:pay_1:3"
