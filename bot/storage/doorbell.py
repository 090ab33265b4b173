"""The doorbell: a capped Redis list per bell that wakes a worker sooner than its next poll.

Best effort by design: whoever rings never waits longer than 50 ms and never fails; a missed ring
costs at most the poll's second.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Final, Literal

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

Bell = Literal["inbox", "outbox", "desk", "payments"]

_PATIENCE_S: Final = 0.05
_GRACE_S: Final = 0.5
_CAP: Final = 10_000

log = structlog.get_logger(__name__)


class Doorbell:
    """Rings and listens; the database row is the truth, this only says "look now"."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def ring(self, bell: Bell, values: Iterable[str]) -> None:
        """Say that there is work for each of `values`; errors are logged, never raised."""
        names = list(values)
        if not names:
            return
        try:
            async with asyncio.timeout(_PATIENCE_S):
                async with self._redis.pipeline(transaction=False) as pipe:
                    pipe.rpush(_key(bell), *names)
                    pipe.ltrim(_key(bell), -_CAP, -1)
                    await pipe.execute()
        except (RedisError, TimeoutError, OSError) as error:
            log.warning("doorbell.missed", bell=bell, error=type(error).__name__)

    async def wait(self, bell: Bell, timeout_s: float) -> list[str]:
        """The values rung since last time; none after `timeout_s` or when Redis is away."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        try:
            # An end of our own: a server that hangs would hold us forever.
            async with asyncio.timeout(timeout_s + _GRACE_S):
                return await self._pop(bell, timeout_s)
        except (RedisError, TimeoutError, OSError):
            await asyncio.sleep(max(0.0, timeout_s - (loop.time() - started)))
            return []

    async def _pop(self, bell: Bell, timeout_s: float) -> list[str]:
        first = await self._redis.blpop([_key(bell)], timeout=timeout_s)
        if not first:
            return []
        rest = await self._redis.lpop(_key(bell), 100)
        return list(dict.fromkeys(str(value) for value in [first[1], *(rest or [])]))


def _key(bell: Bell) -> str:
    return f"saldo:bell:{bell}"
