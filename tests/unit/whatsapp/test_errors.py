"""Meta's codes, each with what it must lead to: the same table as the facts."""

import pytest

from bot.outbox.transport import FailureKind
from bot.whatsapp.errors import TABLE, classify, refusal

EXPECTED = {
    FailureKind.RETRY: [1, 2, 4, 80007, 130429, 131000, 131016, 131057],
    FailureKind.RETRY_PERSON: [131056],
    FailureKind.RETRY_TOMORROW: [131049],
    FailureKind.TEMPLATE_NEEDED: [131047],
    FailureKind.PERMANENT: [131026, 131050, 130403, 131021, 130472],
    FailureKind.OUR_BUG: [
        *[100, 131008, 131009, 131051, 131053, 131062],
        *[132000, 132001, 132005, 132007, 132008, 132012],
    ],
    FailureKind.TEMPLATE_OFF: [132015, 132016, 131064],
    FailureKind.STOP_LINE: [
        *[0, 3, 10, 190, 200, 201, 250, 298, 299, 368],
        *[131005, 131031, 131042, 131045, 131048, 130497],
    ],
}
CASES = [(code, kind) for kind, codes in EXPECTED.items() for code in codes]


@pytest.mark.parametrize(("code", "kind"), CASES)
def test_a_code_leads_to_its_class(code: int, kind: FailureKind) -> None:
    assert classify(code) is kind


def test_the_table_holds_no_code_the_facts_do_not() -> None:
    known = {code for code, _ in CASES} | set(range(200, 300))
    assert set(TABLE) == known


def test_a_code_meta_invents_tomorrow_is_loud_and_never_resent() -> None:
    assert classify(139999) is FailureKind.OUR_BUG


def test_every_class_but_unknown_has_a_code() -> None:
    assert set(TABLE.values()) == set(FailureKind) - {FailureKind.UNKNOWN}


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (500, FailureKind.RETRY),
        (502, FailureKind.RETRY),
        (503, FailureKind.RETRY),
        (504, FailureKind.UNKNOWN),
        (429, FailureKind.RETRY),
        (408, FailureKind.RETRY),
        (401, FailureKind.STOP_LINE),
        (403, FailureKind.STOP_LINE),
        (302, FailureKind.OUR_BUG),
        (404, FailureKind.OUR_BUG),
    ],
)
@pytest.mark.parametrize("body", [None, [], {}, {"error": "words"}, {"error": {"code": "1"}}])
def test_without_a_code_the_http_status_decides(
    status: int, kind: FailureKind, body: object
) -> None:
    assert refusal(status, body).kind is kind


def test_the_code_wins_over_the_http_status() -> None:
    failure = refusal(500, {"error": {"code": 131047, "message": "anything"}})
    assert (failure.kind, failure.code) == (FailureKind.TEMPLATE_NEEDED, 131047)
