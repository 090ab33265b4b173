"""The call that a use case serves: who asks, with which words, inside whose transaction."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.model import Contact
from bot.inbox.bodies import words
from bot.inbox.store import InboxMessage
from bot.kernel.clock import local_date
from bot.kernel.ids import AccountId, Wamid
from bot.kernel.messages import Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One action call of a turn. `choice` is the id of the option that was pressed, if one was."""

    conn: AsyncConnection
    contact: Contact
    message: InboxMessage
    now: datetime
    choice: str | None = None
    slots: Mapping[str, Any] = field(default_factory=dict)

    @property
    def turn_id(self) -> Wamid:
        """The id of the message being answered."""
        return self.message.wamid

    @property
    def words(self) -> str:
        """What the person typed, or the title they pressed."""
        return words(self.message.message)

    def about(self, account_id: AccountId) -> Call:
        """The same call, where this account is the one spoken of."""
        return replace(self, slots={**self.slots, "account": account_id})

    @property
    def today(self) -> date:
        """The contact's calendar day."""
        return local_date(self.now, self.contact.zone)


# Set by whoever serves the action call, inside the transaction that its effects belong to.
current_call: Final[ContextVar[Call]] = ContextVar("current_call")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What to say, the slots to go on with, and whether an open form is left."""

    replies: tuple[Reply, ...] = ()
    slots: Mapping[str, Any] = field(default_factory=dict)
    closes_form: bool = False


class Instead(Exception):
    """Something else must be said than was asked for; what was written so far stays."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("something else is said")
        self.answer = answer


def leave(key: str, /, **values: Any) -> Answer:
    """An answer of one reply that leaves the open form and asks nothing."""
    reply = Reply(key=key, values=values)
    return Answer(replies=(reply,), slots={"awaiting": "nobody"}, closes_form=True)


def say(key: str, /, *, slots: Mapping[str, Any] | None = None, **values: Any) -> Answer:
    """An answer of one reply without options."""
    return Answer(replies=(Reply(key=key, values=values),), slots=slots or {})
