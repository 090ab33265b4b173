"""The guard: may this reply go to this contact now? Pure; asked at enqueue and at send."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from bot.contacts.model import Contact
from bot.kernel.ids import CustomerId
from bot.kernel.messages import Reply
from bot.outbox.agent_words import discloses
from bot.outbox.disclosure import OPTIONS, REPLIES, Level

Origin = Literal["bot", "receipt", "agent", "notice"]
Objection = Literal[
    "unknown_reply", "not_verified", "opted_out", "agent_has_chat", "window_closed"
]

# Said to somebody who opted out: only what confirms it, undoes it, or protects a life.
_DESPITE_OPT_OUT = frozenset(
    {"opt_out.confirmed", "opt_out.still", "opt_out.resumed", "crisis.lines"}
)


def level_of(reply: Reply) -> Level:
    """How much `reply` tells whoever reads it, options included; a key without a rule: all."""
    if reply.key == "agent.text" and not discloses(str(reply.values.get("text", ""))):
        return Level.NOTHING
    rule = REPLIES.get(reply.key)
    shown = [OPTIONS.get(option.key, Level.FIGURES) for option in reply.options]
    return max([rule.level if rule else Level.FIGURES, *shown])


def objection(
    key: str,
    *,
    level: Level,
    about: CustomerId | None,
    contact: Contact,
    origin: Origin,
    now: datetime,
) -> Objection | None:
    """Why a reply of this key and level may not be said to `contact` at `now`; None if it may.

    `about` is the customer of whose matters it speaks; None for whoever is verified.
    """
    rule = REPLIES.get(key)
    if rule is None:
        return "unknown_reply"
    if contact.opted_out_at is not None and key not in _DESPITE_OPT_OUT:
        return "opted_out"
    if origin == "bot" and contact.holder == "agent" and not rule.always:
        return "agent_has_chat"
    if not contact.is_window_open(now):
        return "window_closed"
    if level > Level.CREDITOR and not _is_proved(contact, about, now):
        return "not_verified"
    return None


def _is_proved(contact: Contact, about: CustomerId | None, now: datetime) -> bool:
    """Whether this is, by proof, the person whose matters are told."""
    return contact.is_verified(now) and about in (None, contact.customer_id)
