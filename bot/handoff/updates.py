"""Telegram's updates: what an agent did, read without I/O; and their rows, each handled once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import CallbackQuery, Message, Update

from bot.handoff.desk import Topic
from bot.handoff.tables import telegram_updates
from bot.kernel.errors import Permanent
from bot.kernel.privacy import Vault

MAX_ATTEMPTS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrote:
    """Someone wrote in a topic; `text` is None when it is not text (a photo, a voice note)."""

    update_id: int
    person_id: int
    name: str
    topic: Topic
    text: str | None
    is_edit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """Someone pressed a button of ours; `action` is what we tied to it."""

    update_id: int
    person_id: int
    name: str
    press_id: str
    topic: Topic
    message_id: int
    action: str


DeskEvent = Wrote | Pressed


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredUpdate:
    """An update on its way through; `attempts` counts this one too."""

    update_id: int
    raw: Mapping[str, Any]
    attempts: int


def update_id_of(raw: Any) -> int:
    """The update's number; raises Permanent when this is no update."""
    update_id = raw.get("update_id") if isinstance(raw, dict) else None
    if not isinstance(update_id, int):
        raise Permanent("telegram update without update_id")
    return update_id


def read_update(raw: Mapping[str, Any]) -> DeskEvent | None:
    """What an agent did; None for what the desk has no use for (service notes, other chats)."""
    update = Update.de_json(dict(raw))
    message = update.message or update.edited_message
    if message is not None:
        return _wrote(update.update_id, message, is_edit=update.edited_message is not None)
    if update.callback_query is not None:
        return _pressed(update.update_id, update.callback_query)
    return None


async def insert_updates(
    conn: AsyncConnection, vault: Vault, *, raws: Sequence[Mapping[str, Any]], now: datetime
) -> int:
    """Store what is new (its words sealed), ignore what is known; returns how many were new."""
    if not raws:
        return 0
    rows = [
        {
            "update_id": update_id_of(raw),
            "body": vault.encrypt(json.dumps(raw)),
            "received_at": now,
            "state": "new",
            "attempts": 0,
        }
        for raw in raws
    ]
    added = await conn.execute(
        insert(telegram_updates)
        .values(rows)
        .on_conflict_do_nothing()
        .returning(telegram_updates.c.update_id)
    )
    return len(added.all())


async def take_update(conn: AsyncConnection, vault: Vault) -> StoredUpdate | None:
    """Lock the oldest undone update until the transaction ends; None when there is none."""
    row = (
        await conn.execute(
            sa.select(telegram_updates)
            .where(telegram_updates.c.state == "new")
            .order_by(telegram_updates.c.update_id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
    ).first()
    if row is None:
        return None
    raw = json.loads(vault.decrypt(row.body))
    return StoredUpdate(update_id=row.update_id, raw=raw, attempts=row.attempts + 1)


async def finish_update(conn: AsyncConnection, update_id: int) -> None:
    """The update's effects are in this same transaction."""
    await _update(conn, update_id, state="done")


async def fail_update(conn: AsyncConnection, update: StoredUpdate) -> None:
    """Count the failed attempt; after five the update is a dead letter."""
    state = "dead" if update.attempts >= MAX_ATTEMPTS else "new"
    await _update(conn, update.update_id, state=state, attempts=update.attempts)


async def last_update_id(conn: AsyncConnection) -> int:
    """The highest update number stored, 0 when there is none: where pulling goes on."""
    return (await conn.execute(sa.select(sa.func.max(telegram_updates.c.update_id)))).scalar() or 0


async def _update(conn: AsyncConnection, update_id: int, **values: Any) -> None:
    await conn.execute(
        sa.update(telegram_updates)
        .where(telegram_updates.c.update_id == update_id)
        .values(**values)
    )


def _wrote(update_id: int, message: Message, *, is_edit: bool) -> Wrote | None:
    person = message.from_user
    if person is None or person.is_bot or not message.is_topic_message or _is_service(message):
        return None
    return Wrote(
        update_id=update_id,
        person_id=person.id,
        name=person.full_name,
        topic=Topic(chat_id=message.chat.id, thread_id=message.message_thread_id or 0),
        text=message.text,
        is_edit=is_edit,
    )


def _is_service(message: Message) -> bool:
    service = (
        message.forum_topic_created,
        message.forum_topic_closed,
        message.forum_topic_reopened,
        message.forum_topic_edited,
        message.pinned_message,
        message.new_chat_members,
        message.left_chat_member,
    )
    return any(service)


def _pressed(update_id: int, query: CallbackQuery) -> Pressed | None:
    message = query.message
    if query.data is None or not isinstance(message, Message) or not message.is_topic_message:
        return None
    return Pressed(
        update_id=update_id,
        person_id=query.from_user.id,
        name=query.from_user.full_name,
        press_id=query.id,
        topic=Topic(chat_id=message.chat.id, thread_id=message.message_thread_id or 0),
        message_id=message.message_id,
        action=query.data,
    )
