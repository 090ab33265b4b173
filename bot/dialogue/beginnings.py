"""How a contact was when a turn's first action ran: run again, the turn starts from there.

Actions change what a message is routed by (verified, being identified, who has the chat). Without
this a turn that was cut short after such an action would take another way the second time.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.model import Contact
from bot.dialogue.answers import action_answers
from bot.kernel.ids import Wamid

_PLAIN: Final = ("holder", "holder_epoch", "identity_open", "language", "language_is_fixed")
_MOMENTS: Final = ("verified_until", "opted_out_at")


def to_json(contact: Contact) -> dict[str, Any]:
    """What the way of a message depends on, to be kept with its first action's answer."""
    moments = {name: getattr(contact, name) for name in _MOMENTS}
    return {
        **{name: getattr(contact, name) for name in _PLAIN},
        **{name: moment and moment.isoformat() for name, moment in moments.items()},
    }


async def as_begun(conn: AsyncConnection, turn_id: Wamid, contact: Contact) -> Contact:
    """`contact` as the turn's first action found them; as they are now when none has run."""
    first = sa.select(action_answers.c.contact).where(
        action_answers.c.turn_id == turn_id, action_answers.c.call == 1
    )
    kept = (await conn.execute(first)).scalar_one_or_none()
    if kept is None:
        return contact
    begun: dict[str, Any] = {name: kept[name] for name in _PLAIN}
    begun |= {name: kept[name] and datetime.fromisoformat(kept[name]) for name in _MOMENTS}
    return replace(contact, **begun)
