"""Cases and what is written in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import RowMapping

from bot.kernel.ids import AccountId, CaseId, ContactId, CustomerId, OutboxId
from bot.media.model import File


class Reason(StrEnum):
    """Why a person must look."""

    ASK_HUMAN = "ask_human"
    VERIFY_FAILED = "verify_failed"
    MISUNDERSTOOD = "misunderstood"
    LEDGER_DOUBT = "ledger_doubt"
    BEYOND_POLICY = "beyond_policy"
    ALREADY_PAID = "already_paid"
    PAYMENT_REVIEW = "payment_review"
    DEAD_LETTER = "dead_letter"
    WRONG_PERSON = "wrong_person"
    NO_CUSTOMER = "no_customer"
    NO_ACCOUNT = "no_account"
    TECHNICAL_FAILURE = "technical_failure"
    CRISIS = "crisis"
    THREAT = "threat"
    DECEASED = "deceased"
    REPRESENTED = "represented"
    INSOLVENCY = "insolvency"
    DEBT_RELIEF = "debt_relief"
    THIRD_PARTY = "third_party"
    IDENTITY_THEFT = "identity_theft"
    DISPUTE = "dispute"
    COMPLAINT = "complaint"
    HARDSHIP = "hardship"
    REFUSAL = "refusal"
    CALLBACK = "callback"
    DOCUMENT = "document"
    DATA_CHANGE = "data_change"
    PROMISE_DATE = "promise_date"
    DATA_RIGHTS = "data_rights"


class CaseState(StrEnum):
    """`open`: the bot still has the chat; `held`: people have it; `closed`: nothing left to do."""

    OPEN = "open"
    HELD = "held"
    CLOSED = "closed"


class Author(StrEnum):
    """Whose words a line of a case is."""

    CONTACT = "contact"
    AGENT = "agent"
    BOT = "bot"
    SYSTEM = "system"


class DeskState(StrEnum):
    """Where a note stands on its way to the agents' desk; `here`: it was said there."""

    HERE = "here"
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One matter for a person; at most one undone case per contact and reason."""

    id: CaseId
    folio: str
    contact_id: ContactId
    customer_id: CustomerId | None
    account_id: AccountId | None
    reason: Reason
    state: CaseState
    owner: str | None
    opened_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None

    @classmethod
    def of(cls, row: RowMapping) -> Case:
        """The case that a row of the table holds."""
        return cls(
            **{**dict(row), "reason": Reason(row["reason"]), "state": CaseState(row["state"])}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something to write in a case.

    People's words go in `text` (sealed at rest); what happened goes in `code`, a stable word that
    each desk shows in its own language. `source` is unique: the same source is noted once.
    """

    author: Author
    by: str | None = None
    text: str | None = None
    code: str | None = None
    source: str | None = None
    desk_state: DeskState = DeskState.PENDING


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMessage:
    """A note as it was written, with its place in the case."""

    seq: int
    case_id: CaseId
    author: Author
    by: str | None
    text: str | None
    code: str | None
    at: datetime
    desk_state: DeskState
    outbox_id: OutboxId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a case's thread: words that were exchanged, or something that happened (`code`).

    `state` is how far our own message came (the outbox's word for it), `file` what came with it.
    """

    author: Author
    at: datetime
    text: str | None = None
    code: str | None = None
    by: str | None = None
    state: str | None = None
    file: File | None = None
