"""A yes to something in writing: it counts only for what was sent, with nothing in between."""

from __future__ import annotations

import re
from typing import Final

from bot.inbox import store as inbox
from bot.kernel.ids import OutboxId
from bot.outbox import store as outbox
from bot.usecases.call import Call
from bot.usecases.choices import plain_words

# "si me quitan los intereses" is a condition, not a yes.
_HEDGES: Final = re.compile(
    r"\b(pero|depende|talvez|tal vez|quiza|quizas|a lo mejor|siempre y cuando|si me|si nos|solo si"
    r"|but|depends?|maybe|perhaps|unless|only if|as long as)\b"
)


def is_hedged(call: Call) -> bool:
    """Whether typed words are less than a yes, whatever they were taken for: "yes, but…"."""
    return call.choice is None and _HEDGES.search(plain_words(call.words)) is not None


async def is_answer_to(call: Call, outbox_id: OutboxId | None) -> bool:
    """Whether these very terms reached the person before this message, with nothing in between."""
    if outbox_id is None:
        return False
    sent_at = await outbox.terms_sent_at(call.conn, outbox_id)
    if sent_at is None or sent_at >= call.message.received_at:
        return False
    if await outbox.has_followed(call.conn, outbox_id, before=call.message.received_at):
        return False
    return not await inbox.has_arrived_between(call.conn, call.message, since=sent_at)
