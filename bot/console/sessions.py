"""Console sessions and failed logins, in Redis: losing them only means logging in again."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from typing import Final

from redis.asyncio import Redis

from bot.kernel.privacy import token_hash

LIFETIME_S: Final = 12 * 3600
TRIES: Final = 5
TRIES_WINDOW_S: Final = 15 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Someone who is logged in; `csrf` must come with everything they change."""

    user: str
    csrf: str


class Sessions:
    """Sessions by a token that only the browser holds; here only its hash is kept."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def start(self, user: str) -> str:
        """A new session's token."""
        token = secrets.token_urlsafe(32)
        session = Session(user=user, csrf=secrets.token_urlsafe(24))
        await self._redis.set(_key(token), json.dumps(asdict(session)), ex=LIFETIME_S)
        return token

    async def find(self, token: str) -> Session | None:
        """The session of `token`, unless it ended."""
        stored = await self._redis.get(_key(token))
        return Session(**json.loads(stored)) if stored else None

    async def end(self, token: str) -> None:
        """Log out."""
        await self._redis.delete(_key(token))

    async def may_try(self, user: str) -> bool:
        """Count a login attempt; False after five failures within a quarter of an hour."""
        key = _tries_key(user)
        tries = int(await self._redis.incr(key))
        if tries == 1:
            await self._redis.expire(key, TRIES_WINDOW_S)
        return tries <= TRIES

    async def forget_tries(self, user: str) -> None:
        """The login succeeded."""
        await self._redis.delete(_tries_key(user))


def _key(token: str) -> str:
    return f"saldo:console:session:{token_hash(token)}"


def _tries_key(user: str) -> str:
    return f"saldo:console:tries:{token_hash(user.lower())}"
