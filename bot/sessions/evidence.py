"""What happened in a session, read from where it is stored anyway: nobody has to report it.

A reply that went out, a case that was opened and an agreement that was made are each written in
the transaction of their effects; so a disposition can neither be forgotten nor contradict them.
"""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cases import store as cases
from bot.contacts.model import Contact
from bot.ledger import service as ledger
from bot.outbox import history
from bot.outbox.history import Said
from bot.sessions.model import Session, Sign

_LOST = frozenset({"failed", "refused"})


async def signs_of(conn: AsyncConnection, session: Session, contact: Contact) -> frozenset[Sign]:
    """The signs of a session that has not been followed by another one."""
    since = session.started_at
    said = await history.said_since(conn, contact.id, since)
    reasons = await cases.reasons_since(conn, contact.id, since)
    agreed = await ledger.agreed_since(conn, contact.id, since)
    facts = {
        "any": True,
        "verified": is_verified_in(session, contact),
        "opted_out": contact.opted_out_at is not None,
        "agreement_paid": await ledger.has_fulfilled_since(conn, contact.id, since),
        "undelivered": _is_undelivered(said),
    }
    return frozenset(
        Sign(sign)
        for sign in (
            *(f"reply:{one.key}" for one in said),
            *(f"case:{reason}" for reason in reasons),
            *(f"plan:{kind}" for kind in agreed),
            *(f"fact:{name}" for name, holds in facts.items() if holds),
        )
    )


def is_verified_in(session: Session, contact: Contact) -> bool:
    """Whether the account holder's proof held at some time of this session.

    Each message extends a proof that holds, so one that ended before the session began is old.
    """
    until = contact.verified_until
    return contact.customer_id is not None and until is not None and until > session.started_at


def _is_undelivered(said: frozenset[Said]) -> bool:
    return bool(said) and all(one.state in _LOST for one in said)
