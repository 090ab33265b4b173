"""How soon a person should have looked at a case: data, and one comparison."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.cases.model import Case, CaseState, Reason

# First who may be in danger, then people who wait in the chat, then what can wait.
FIRST_ANSWER_WITHIN: Final = {
    Reason.CRISIS: timedelta(minutes=5),
    Reason.THREAT: timedelta(minutes=15),
    Reason.ASK_HUMAN: timedelta(minutes=30),
    Reason.DECEASED: timedelta(minutes=60),
    Reason.REPRESENTED: timedelta(minutes=60),
    Reason.INSOLVENCY: timedelta(minutes=60),
    Reason.DEBT_RELIEF: timedelta(minutes=60),
    Reason.VERIFY_FAILED: timedelta(minutes=60),
    Reason.MISUNDERSTOOD: timedelta(minutes=30),
    Reason.NO_CUSTOMER: timedelta(minutes=60),
    Reason.NO_ACCOUNT: timedelta(minutes=60),
    Reason.BEYOND_POLICY: timedelta(hours=4),
    Reason.PROMISE_DATE: timedelta(hours=4),
    Reason.LEDGER_DOUBT: timedelta(hours=4),
    Reason.ALREADY_PAID: timedelta(hours=24),
    Reason.PAYMENT_REVIEW: timedelta(hours=4),
    Reason.WRONG_PERSON: timedelta(hours=24),
    Reason.DEAD_LETTER: timedelta(hours=1),
    Reason.CALLBACK: timedelta(hours=1),
    Reason.IDENTITY_THEFT: timedelta(hours=4),
    Reason.HARDSHIP: timedelta(hours=4),
    Reason.DISPUTE: timedelta(hours=24),
    Reason.COMPLAINT: timedelta(hours=24),
    Reason.REFUSAL: timedelta(hours=24),
    Reason.THIRD_PARTY: timedelta(hours=24),
    Reason.DOCUMENT: timedelta(hours=24),
    Reason.DATA_CHANGE: timedelta(hours=24),
    Reason.DATA_RIGHTS: timedelta(hours=24),
    Reason.TECHNICAL_FAILURE: timedelta(hours=1),
}


def due_at(case: Case) -> datetime:
    """When the first answer is due."""
    return case.opened_at + FIRST_ANSWER_WITHIN[case.reason]


def is_late(case: Case, now: datetime) -> bool:
    """Whether nobody has answered in time; a closed case is never late."""
    return case.state is not CaseState.CLOSED and case.answered_at is None and now > due_at(case)
