"""Asking why a payment was missed: seldom, and only where the country lets us."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from bot.compliance.rules import jurisdictions
from bot.kernel.messages import Reply, ReplyOption
from bot.ledger.service import Balance
from bot.outbox.store import times_said
from bot.usecases.call import Answer, Call

_ASKED = "balance.reason"
# What we asked last was about something open: that comes first.
_BUSY = frozenset({"terms", "choice"})


class Cause(StrEnum):
    """Why a payment was missed, as the person puts it; the value is the option's id."""

    FORGOT = "cause_forgot"
    LESS_INCOME = "cause_less_income"
    DISAGREES = "cause_disagrees"
    UNSAID = "cause_unsaid"


_OPTIONS = tuple(
    ReplyOption(id=f"choose_option:{cause}", key=f"cause.{cause.removeprefix('cause_')}")
    for cause in Cause
)


async def may_ask(call: Call, balance: Balance) -> bool:
    """Whether the person may be asked now: they are late, nothing is marked, and it is not again.

    The country's rules say how often; the outbox knows when it was asked.
    """
    rules = jurisdictions().of(call.contact.country)
    is_plain = balance.past_due and not balance.account.flags
    if not is_plain or not rules.may_ask_reason(0) or call.slots.get("awaiting") in _BUSY:
        return False
    since = call.now - timedelta(days=rules.ask_reason_within_days)
    asked = await times_said(call.conn, call.contact.id, _ASKED, since=since)
    return rules.may_ask_reason(asked)


def asking(summary: Reply, balance: Balance) -> Answer:
    """The balance, and the question in place of what could be done next."""
    said = replace(summary, values={**summary.values, "next_due_on": None})
    reply = Reply(
        key=_ASKED,
        values={"summary": {"key": said.key, "values": dict(said.values)}},
        options=_OPTIONS,
    )
    return Answer(replies=(reply,), slots={"awaiting": "cause", "account": balance.account.id})
