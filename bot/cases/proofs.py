"""Which case a picture or a document is the proof for."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cases.model import Case, CaseState, Reason
from bot.cases.tables import cases
from bot.kernel.ids import ContactId

# What is claimed here can be shown: a receipt, a letter, an ID, a bill.
PROVABLE: Final = frozenset(
    {
        Reason.ALREADY_PAID,
        Reason.DISPUTE,
        Reason.IDENTITY_THEFT,
        Reason.DOCUMENT,
        Reason.DATA_CHANGE,
        Reason.COMPLAINT,
    }
)


async def case_for_proof(conn: AsyncConnection, contact_id: ContactId) -> Case | None:
    """The contact's undone case that a file belongs to: the one whose chat people have, else the
    latest that can be proved."""
    is_held = cases.c.state == CaseState.HELD
    found = await conn.execute(
        sa.select(cases)
        .where(
            cases.c.contact_id == contact_id,
            cases.c.state != CaseState.CLOSED,
            sa.or_(is_held, cases.c.reason.in_(PROVABLE)),
        )
        .order_by(is_held.desc(), cases.c.opened_at.desc(), cases.c.id.desc())
        .limit(1)
    )
    row = found.mappings().first()
    return Case.of(row) if row else None
