"""The standing of a link once money on its way is seen too."""

import pytest

from bot.payments.model import Standing
from bot.payments.situation import standing_of
from tests.unit.payments.test_sessions import session, waits

OPEN = session("open")
WAITING = session("complete", "requires_action", waits())
CONFIRMING = session("complete")
PAID = session("complete", "succeeded")
OVER = session("complete", "canceled")


@pytest.mark.parametrize(
    ("standing", "own", "rivals", "expected"),
    [
        ("payable", None, [], "payable"),
        ("payable", OPEN, [OPEN], "payable"),
        ("payable", OVER, [PAID], "payable"),
        ("payable", CONFIRMING, [], "confirming"),
        ("expired", CONFIRMING, [], "confirming"),
        ("revoked", CONFIRMING, [], "confirming"),
        ("paid", CONFIRMING, [], "paid"),
        ("payable", WAITING, [], "waiting"),
        ("expired", WAITING, [], "waiting"),
        ("superseded", WAITING, [], "superseded"),
        ("revoked", WAITING, [], "revoked"),
        ("nothing_owed", WAITING, [], "nothing_owed"),
        ("payable", None, [CONFIRMING], "confirming"),
        ("payable", None, [WAITING], "payable"),
        ("expired", None, [CONFIRMING], "expired"),
    ],
)
def test_what_a_link_is_once_its_sessions_are_seen(standing, own, rivals, expected):
    assert standing_of(Standing(standing), own, rivals) is Standing(expected)
