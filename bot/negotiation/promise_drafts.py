"""What a contact has said so far of a promise: an account, an amount, a day; nothing is agreed.

One per contact. Functions take the caller's transaction and never commit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.ids import AccountId, ContactId, OutboxId, PromiseDraftId
from bot.kernel.money import Money
from bot.negotiation.tables import promise_drafts


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseDraft:
    """A promise in the making; `terms_outbox_id` is the summary that waits for a yes.

    `choices` are the days (ISO) or amounts (minor units) that were asked back, in that order;
    `is_nearest`: its day is the last one that the policy allows, offered instead of a later one.
    """

    id: PromiseDraftId
    contact_id: ContactId
    account_id: AccountId | None
    amount: Money | None
    due_on: date | None
    choices: tuple[str, ...]
    is_nearest: bool
    terms_outbox_id: OutboxId | None
    expires_at: datetime


async def draft_of(
    conn: AsyncConnection, contact_id: ContactId, *, now: datetime
) -> PromiseDraft | None:
    """What they have said so far, unless that was too long ago."""
    rows = await conn.execute(
        sa.select(promise_drafts).where(
            promise_drafts.c.contact_id == contact_id, promise_drafts.c.expires_at > now
        )
    )
    row = rows.mappings().first()
    return _draft(row) if row else None


async def save_draft(conn: AsyncConnection, draft: PromiseDraft) -> None:
    """This is what they have said, in place of what was kept before."""
    row = _row(draft)
    statement = insert(promise_drafts).values(**row)
    await conn.execute(
        statement.on_conflict_do_update(index_elements=["contact_id"], set_=dict(row))
    )


async def drop_draft(conn: AsyncConnection, contact_id: ContactId) -> None:
    """Nothing is in the making any more."""
    await conn.execute(sa.delete(promise_drafts).where(promise_drafts.c.contact_id == contact_id))


async def mark_put(
    conn: AsyncConnection, draft_id: PromiseDraftId, *, outbox_id: OutboxId
) -> ContactId | None:
    """Note which message puts the summary, and say to whom; None for a draft that is gone."""
    rows = await conn.execute(
        sa.update(promise_drafts)
        .where(promise_drafts.c.id == draft_id)
        .values(terms_outbox_id=outbox_id)
        .returning(promise_drafts.c.contact_id)
    )
    found: ContactId | None = rows.scalar()
    return found


def _row(draft: PromiseDraft) -> dict[str, Any]:
    return {
        "contact_id": draft.contact_id,
        "id": draft.id,
        "account_id": draft.account_id,
        "amount_minor": draft.amount.amount_minor if draft.amount else None,
        "currency": draft.amount.currency if draft.amount else None,
        "due_on": draft.due_on,
        "choices": list(draft.choices),
        "is_nearest": draft.is_nearest,
        "terms_outbox_id": draft.terms_outbox_id,
        "expires_at": draft.expires_at,
    }


def _draft(row: sa.RowMapping) -> PromiseDraft:
    has_amount = row["amount_minor"] is not None
    return PromiseDraft(
        id=row["id"],
        contact_id=row["contact_id"],
        account_id=row["account_id"],
        amount=Money(row["amount_minor"], row["currency"]) if has_amount else None,
        due_on=row["due_on"],
        choices=tuple(row["choices"]),
        is_nearest=row["is_nearest"],
        terms_outbox_id=row["terms_outbox_id"],
        expires_at=row["expires_at"],
    )
