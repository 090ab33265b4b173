"""Who may use the console: names and Argon2 hashes of their passwords."""

from __future__ import annotations

import asyncio
import re
from functools import cache
from typing import Final

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.console.tables import users
from bot.kernel.errors import Rejected

_NAME: Final = re.compile(r"[\w][\w .@-]{0,39}")
_SHORTEST_PASSWORD: Final = 10
_hasher: Final = PasswordHasher()


async def add_user(conn: AsyncConnection, name: str, password: str) -> None:
    """Let `name` in with `password`, or give them a new one.

    Raises Rejected `user_name` (40 letters at most) or `password_too_short` (10 at least).
    """
    if not _NAME.fullmatch(name):
        raise Rejected("user_name")
    if len(password) < _SHORTEST_PASSWORD:
        raise Rejected("password_too_short")
    hashed = await asyncio.to_thread(_hasher.hash, password)
    await conn.execute(
        insert(users)
        .values(name=name, password_hash=hashed)
        .on_conflict_do_update(index_elements=["name"], set_={"password_hash": hashed})
    )


async def is_password_of(conn: AsyncConnection, name: str, password: str) -> bool:
    """Whether this is the user's password; an unknown name takes as long as a wrong password."""
    found = await conn.execute(sa.select(users.c.password_hash).where(users.c.name == name))
    stored = found.scalar()
    matches = await asyncio.to_thread(_verify, stored or await _no_one(), password)
    return matches and stored is not None


async def _no_one() -> str:
    return await asyncio.to_thread(_hash_of_nobody)


@cache
def _hash_of_nobody() -> str:
    return _hasher.hash("nobody has this password")


def _verify(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False
