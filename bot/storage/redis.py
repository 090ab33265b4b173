"""Redis: the doorbell, pacing and sessions. Losing it loses time, never data."""

from redis.asyncio import BlockingConnectionPool, Redis


def connect(url: str) -> Redis:
    """A client whose pool waits for a free connection instead of failing under load.

    Connecting, and waiting for a free connection, give up within half a second each; who cannot
    wait for the answer of a server that hangs sets a timeout around the call.
    """
    pool = BlockingConnectionPool.from_url(
        url, max_connections=32, timeout=0.5, socket_connect_timeout=0.5, decode_responses=True
    )
    return Redis(connection_pool=pool)


async def disconnect(client: Redis) -> None:
    """Close the client and every connection of its pool."""
    await client.aclose()
    await client.connection_pool.disconnect()
