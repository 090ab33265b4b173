"""The Stripe SDK's transport over our one aiohttp session."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import aiohttp
import stripe

_CONNECT_S: Final = 3.0


class SharedSession(stripe.HTTPClient):
    """Every exchange has a timeout; the SDK repeats a failed one with the same idempotency key.

    The SDK's own transport reads the body outside its error handling: a connection dropped after
    the headers would escape as a raw aiohttp error and not be tried again.
    """

    name = "aiohttp"

    def __init__(self, session: aiohttp.ClientSession, *, timeout_s: float) -> None:
        super().__init__()
        self._session = session
        self._timeout = aiohttp.ClientTimeout(total=timeout_s, connect=min(timeout_s, _CONNECT_S))

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """One HTTP exchange, body included; raises APIConnectionError."""
        try:
            async with self._session.request(
                method, url, headers=headers, data=post_data, timeout=self._timeout
            ) as response:
                return await response.read(), response.status, response.headers
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _unreachable(error) from error

    def sleep_async(self, secs: Any) -> Any:
        """How the SDK waits between tries."""
        return asyncio.sleep(secs)

    async def close_async(self) -> None:
        """Nothing to close: the session belongs to whoever made it."""


def _unreachable(error: Exception) -> stripe.APIConnectionError:
    # The SDK leaves its error classes untyped.
    return stripe.APIConnectionError(type(error).__name__, should_retry=True)  # type: ignore[no-untyped-call]
