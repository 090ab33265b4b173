"""The guard: may this reply go to this contact now? Pure; asked at enqueue and at send."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from bot.contacts.model import Contact
from bot.kernel.messages import Reply
from bot.outbox.agent_words import discloses
from bot.outbox.disclosure import OPTIONS, REPLIES, Level, ReplyRule

Origin = Literal["bot", "receipt", "agent", "notice"]
Objection = Literal[
    "unknown_reply", "not_verified", "opted_out", "agent_has_chat", "window_closed"
]

# Said to somebody who opted out: only what confirms it, undoes it, or protects a life.
_DESPITE_OPT_OUT = frozenset(
    {"opt_out.confirmed", "opt_out.still", "opt_out.resumed", "crisis.lines"}
)


def objection(
    reply: Reply, *, contact: Contact, origin: Origin, now: datetime
) -> Objection | None:
    """Why `reply` may not be said to `contact` at `now`; None when it may."""
    rule = REPLIES.get(reply.key)
    if rule is None:
        return "unknown_reply"
    if contact.opted_out_at is not None and reply.key not in _DESPITE_OPT_OUT:
        return "opted_out"
    if origin == "bot" and contact.holder == "agent" and not rule.always:
        return "agent_has_chat"
    if not contact.is_window_open(now):
        return "window_closed"
    if not contact.is_verified(now) and _level(reply, rule) > Level.CREDITOR:
        return "not_verified"
    return None


def _level(reply: Reply, rule: ReplyRule) -> Level:
    if reply.key == "agent.text" and not discloses(str(reply.values.get("text", ""))):
        return Level.NOTHING
    shown = [OPTIONS.get(option.key, Level.FIGURES) for option in reply.options]
    return max([rule.level, *shown])
