"""A debtor's message as the turn takes it: in the session that goes on, or a new one."""

from collections.abc import Sequence
from typing import Any

from bot.kernel.messages import Reply
from bot.sessions import lifecycle, store
from bot.sessions.model import Session
from tests.support.debtor import Debtor

# Enough for any reply that a test only needs to have been said.
_AMOUNT = {"money": [100_00, "MXN"]}
_DAY = {"date": "2026-12-01"}
VALUES: dict[str, Any] = {
    **dict.fromkeys(["amount", "past_due", "total", "balance"], _AMOUNT),
    **dict.fromkeys(["next_due_on", "calculated_on", "expires", "paid_on"], _DAY),
    **dict.fromkeys(["creditor", "first_name", "last4", "folio", "web", "phone"], "1"),
    "factors": {"keys": ["factor.postcode"]},
    "method": {"key": "method.card"},
    "outcome": {"key": "receipt.agreement"},
    **dict.fromkeys(["credit", "left", "schedule"]),
}


async def writes(debtor: Debtor, text: str = "hola") -> Session:
    """They write; returns the session it is in."""
    call = await debtor.says(text)
    session, _ = await lifecycle.arrive(
        debtor.conn, call.contact, wamid=call.turn_id, now=call.now
    )
    return session


async def hears(debtor: Debtor, *replies: Reply | str) -> None:
    """The turn's replies go out, and the session takes note of them."""
    told: Sequence[Reply] = [
        r if isinstance(r, Reply) else Reply(key=r, values=VALUES) for r in replies
    ]
    await debtor.says("…")
    await debtor.hears(told)
    await debtor.receives()
    session = await store.open_of(debtor.conn, debtor.contact_id)
    assert session is not None
    keys = [reply.key for reply in told]
    await lifecycle.after_replies(debtor.conn, session, keys, debtor.clock.now())


async def disposition(debtor: Debtor) -> str | None:
    return await lifecycle.disposition_of(debtor.conn, debtor.contact_id, debtor.clock.now())
