"""How soon a person should have looked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.cases.model import Case, CaseState, Reason
from bot.handoff.sla import FIRST_ANSWER_WITHIN, due_at, is_late
from bot.kernel.ids import CaseId, ContactId

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
CASE = Case(
    id=CaseId("case_1"),
    folio="ABCD2345",
    contact_id=ContactId("con_1"),
    customer_id=None,
    account_id=None,
    reason=Reason.CRISIS,
    state=CaseState.HELD,
    owner=None,
    opened_at=NOW,
    answered_at=None,
    closed_at=None,
)


def test_every_reason_has_its_time() -> None:
    assert set(FIRST_ANSWER_WITHIN) == set(Reason)


def test_nobody_is_answered_sooner_than_someone_in_danger() -> None:
    assert min(FIRST_ANSWER_WITHIN, key=lambda r: FIRST_ANSWER_WITHIN[r]) is Reason.CRISIS


def test_a_case_is_late_only_after_its_time() -> None:
    assert not is_late(CASE, due_at(CASE))
    assert is_late(CASE, due_at(CASE) + timedelta(seconds=1))


def test_an_answered_or_closed_case_is_never_late() -> None:
    tomorrow = NOW + timedelta(days=1)
    assert not is_late(replace(CASE, answered_at=NOW), tomorrow)
    assert not is_late(replace(CASE, state=CaseState.CLOSED), tomorrow)
