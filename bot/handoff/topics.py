"""Which topic belongs to which case: our own map, for Telegram lists no topics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.handoff.desk import Topic
from bot.handoff.tables import telegram_topics
from bot.kernel.ids import CaseId


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTopic:
    """A case's topic, its card and what the card said when it was last written."""

    case_id: CaseId
    topic: Topic
    card_id: int | None
    card_hash: str | None
    is_closed: bool


async def of_case(conn: AsyncConnection, case_id: CaseId) -> CaseTopic | None:
    """The case's topic, if it has one."""
    return await _first(conn, telegram_topics.c.case_id == case_id)


async def at(conn: AsyncConnection, topic: Topic) -> CaseTopic | None:
    """The case that is talked about in `topic`."""
    where = sa.and_(
        telegram_topics.c.chat_id == topic.chat_id, telegram_topics.c.thread_id == topic.thread_id
    )
    return await _first(conn, where)


async def remember(conn: AsyncConnection, case_id: CaseId, topic: Topic) -> None:
    """The case is talked about in `topic`, whose card is still to be written."""
    values: dict[str, Any] = {
        "chat_id": topic.chat_id,
        "thread_id": topic.thread_id,
        "card_id": None,
        "card_hash": None,
        "is_closed": False,
    }
    await conn.execute(
        insert(telegram_topics)
        .values(case_id=case_id, **values)
        .on_conflict_do_update(index_elements=["case_id"], set_=values)
    )


async def forget(conn: AsyncConnection, case_id: CaseId) -> None:
    """The topic is gone; the next note makes a new one."""
    await conn.execute(sa.delete(telegram_topics).where(telegram_topics.c.case_id == case_id))


async def remember_card(
    conn: AsyncConnection, case_id: CaseId, *, card_id: int, card_hash: str
) -> None:
    """The card stands in the topic and says what `card_hash` stands for."""
    await _update(conn, case_id, card_id=card_id, card_hash=card_hash)


async def remember_closed(conn: AsyncConnection, case_id: CaseId) -> None:
    """The topic was closed."""
    await _update(conn, case_id, is_closed=True)


async def _update(conn: AsyncConnection, case_id: CaseId, **values: Any) -> None:
    await conn.execute(
        sa.update(telegram_topics).where(telegram_topics.c.case_id == case_id).values(**values)
    )


async def _first(conn: AsyncConnection, where: sa.ColumnElement[bool]) -> CaseTopic | None:
    row = (await conn.execute(sa.select(telegram_topics).where(where))).first()
    if row is None:
        return None
    return CaseTopic(
        case_id=CaseId(row.case_id),
        topic=Topic(chat_id=row.chat_id, thread_id=row.thread_id),
        card_id=row.card_id,
        card_hash=row.card_hash,
        is_closed=row.is_closed,
    )
