"""Stored action answers: a replayed turn is given the same one, nothing takes effect twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.kernel.errors import Permanent
from bot.kernel.ids import Wamid
from bot.storage.database import metadata

action_answers = sa.Table(
    "action_answers",
    metadata,
    sa.Column("turn_id", sa.Text, primary_key=True),
    sa.Column("call", sa.Integer, primary_key=True),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("input_hash", sa.Text, nullable=False),
    sa.Column("answer", JSONB, nullable=False),
    sa.Column("contact", JSONB(none_as_null=True)),
)


class ReplayDiffers(Permanent):
    """The turn runs differently from the first time: it must not go on, a person looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionCall:
    """The n-th action call (`call`, from 1) of a turn, and what it was given."""

    turn_id: Wamid
    call: int
    action: str
    input_hash: str


def hash_input(action: str, tracker: Mapping[str, Any]) -> str:
    """A hash of all that an action's answer may depend on."""
    message = tracker["latest_message"]
    intent = (message.get("intent") or {}).get("name")
    choice = (message.get("metadata") or {}).get("choice")
    relevant = [action, message.get("text"), intent, choice, tracker["slots"]]
    return hashlib.sha256(json.dumps(relevant, sort_keys=True).encode()).hexdigest()


async def stored(conn: AsyncConnection, call: ActionCall) -> dict[str, Any] | None:
    """The answer given the first time; raises ReplayDiffers when the call is not the same."""
    place = {"turn": call.turn_id, "nth": call.call}
    row = (await conn.execute(_SELECT, place)).first()
    if row is None:
        return None
    if (row.action, row.input_hash) != (call.action, call.input_hash):
        raise ReplayDiffers(f"call {call.call} was {row.action}, now it is {call.action}")
    answer: dict[str, Any] = row.answer
    return answer


async def keep(
    conn: AsyncConnection,
    call: ActionCall,
    answer: Mapping[str, Any],
    *,
    found: Mapping[str, Any] | None = None,
) -> None:
    """Store the answer in the transaction of its effects; `found` is the contact before them."""
    row = {**asdict(call), "answer": dict(answer), "contact": found}
    await conn.execute(_INSERT, row)


# Built once: they run in every turn.
_SELECT: Final = sa.select(action_answers).where(
    action_answers.c.turn_id == sa.bindparam("turn"), action_answers.c.call == sa.bindparam("nth")
)
_INSERT: Final = sa.insert(action_answers)
