"""Opening, taking and closing cases. Functions take the caller's transaction and never commit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cases.model import Author, Case, CaseState, Note, Reason
from bot.cases.notes import add_event
from bot.cases.tables import cases
from bot.contacts import store as contacts
from bot.kernel.errors import Rejected
from bot.kernel.ids import AccountId, CaseId, ContactId, new_folio, new_id


async def open_case(
    conn: AsyncConnection,
    *,
    contact_id: ContactId,
    reason: Reason,
    now: datetime,
    account_id: AccountId | None = None,
    hand_over: bool,
) -> Case:
    """Open a case, or find the undone one of the same contact and reason.

    With `hand_over` people have the chat from this commit on: the bot is silent.
    """
    opened = await _insert(conn, contact_id, reason, now, account_id)
    if opened is not None:
        await add_event(conn, opened.id, Note(author=Author.SYSTEM, code="opened"), now)
    case = opened or await _undone(conn, contact_id, reason)
    if hand_over and case.state is CaseState.OPEN:
        return await hold(conn, case)
    return case


async def hold(conn: AsyncConnection, case: Case) -> Case:
    """People have the chat: the contact is theirs and the case says so."""
    await contacts.hand_to_agent(conn, case.contact_id)
    return await _update(conn, case.id, state=CaseState.HELD)


async def load(conn: AsyncConnection, case_id: CaseId) -> Case:
    """One case; raises Rejected `case_unknown`."""
    return await _one(conn, sa.select(cases).where(cases.c.id == case_id))


async def lock(conn: AsyncConnection, case_id: CaseId) -> Case:
    """One case, its row locked until the transaction ends; raises Rejected `case_unknown`."""
    return await _one(conn, sa.select(cases).where(cases.c.id == case_id).with_for_update())


async def held_case(conn: AsyncConnection, contact_id: ContactId) -> Case | None:
    """The latest case through which people have this contact's chat."""
    found = await conn.execute(
        sa.select(cases)
        .where(cases.c.contact_id == contact_id, cases.c.state == CaseState.HELD)
        .order_by(cases.c.opened_at.desc(), cases.c.id.desc())
        .limit(1)
    )
    row = found.mappings().first()
    return Case.of(row) if row else None


async def find_undone(conn: AsyncConnection, contact_id: ContactId, reason: Reason) -> Case | None:
    """The contact's case of this reason that somebody still works on."""
    row = (await conn.execute(_undone_cases(contact_id, reason))).mappings().first()
    return Case.of(row) if row else None


async def reasons_since(
    conn: AsyncConnection, contact_id: ContactId, since: datetime
) -> frozenset[Reason]:
    """Why people must look at this contact: cases opened since then, and those they hold now."""
    rows = await conn.execute(
        sa.select(cases.c.reason)
        .where(
            cases.c.contact_id == contact_id,
            sa.or_(cases.c.opened_at >= since, cases.c.state == CaseState.HELD),
        )
        .distinct()
    )
    return frozenset(Reason(row.reason) for row in rows)


async def listed(conn: AsyncConnection, *, limit: int = 200) -> list[Case]:
    """Cases for a person to look through: undone before closed, longest waiting first."""
    is_closed = cases.c.state == CaseState.CLOSED
    rows = await conn.execute(
        sa.select(cases)
        .order_by(is_closed, cases.c.closed_at.desc().nulls_first(), cases.c.opened_at)
        .limit(limit)
    )
    return [Case.of(row) for row in rows.mappings()]


async def set_owner(conn: AsyncConnection, case_id: CaseId, owner: str) -> Case:
    """The case is `owner`'s; whether it may be is the caller's question."""
    return await _update(conn, case_id, owner=owner)


async def mark_answered(conn: AsyncConnection, case: Case, now: datetime) -> None:
    """A person has written to the contact; only the first time counts."""
    if case.answered_at is None:
        await _update(conn, case.id, answered_at=now)


async def close(conn: AsyncConnection, case_id: CaseId, now: datetime) -> Case:
    """Nothing is left to do in this case."""
    return await _update(conn, case_id, state=CaseState.CLOSED, closed_at=now)


async def release_held(conn: AsyncConnection, contact_id: ContactId) -> None:
    """The bot has the chat again: the contact's held cases stay, but only as open ones."""
    await conn.execute(
        sa.update(cases)
        .where(cases.c.contact_id == contact_id, cases.c.state == CaseState.HELD)
        .values(state=CaseState.OPEN)
    )


async def _insert(
    conn: AsyncConnection,
    contact_id: ContactId,
    reason: Reason,
    now: datetime,
    account_id: AccountId | None,
) -> Case | None:
    contact = await contacts.load(conn, contact_id)
    rows = await conn.execute(
        insert(cases)
        .values(
            id=new_id("case"),
            folio=new_folio(),
            contact_id=contact_id,
            customer_id=contact.customer_id,
            account_id=account_id,
            reason=reason,
            state=CaseState.OPEN,
            opened_at=now,
        )
        .on_conflict_do_nothing(
            # Literally: a bound value no longer names the index once PostgreSQL plans for any.
            index_elements=["contact_id", "reason"],
            index_where=sa.text("state <> 'closed'"),
        )
        .returning(cases)
    )
    row = rows.mappings().first()
    return Case.of(row) if row else None


async def _undone(conn: AsyncConnection, contact_id: ContactId, reason: Reason) -> Case:
    return await _one(conn, _undone_cases(contact_id, reason).with_for_update())


def _undone_cases(contact_id: ContactId, reason: Reason) -> sa.Select[Any]:
    return sa.select(cases).where(
        cases.c.contact_id == contact_id,
        cases.c.reason == reason,
        cases.c.state != CaseState.CLOSED,
    )


async def _one(conn: AsyncConnection, query: sa.Select[Any]) -> Case:
    row = (await conn.execute(query)).mappings().first()
    if row is None:
        raise Rejected("case_unknown")
    return Case.of(row)


async def _update(conn: AsyncConnection, case_id: CaseId, **values: Any) -> Case:
    rows = await conn.execute(
        sa.update(cases).where(cases.c.id == case_id).values(**values).returning(cases)
    )
    return Case.of(rows.mappings().one())
