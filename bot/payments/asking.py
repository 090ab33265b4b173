"""How Stripe is asked: again when it is busy, page by page, and only in our mode."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from functools import partial
from random import SystemRandom
from typing import Any, Final, Protocol

import stripe
import structlog

from bot.payments.errors import StripeRefused, translated

log: Final = structlog.get_logger()

# The SDK does not repeat what Stripe refused for coming too fast: two more tries, within 4 s.
PAUSES_S: Final = (0.8, 2.4)
_LEAST_OF_A_PAUSE: Final = 0.5
_CHANCE: Final = SystemRandom()
_PAGE: Final = 100


class _HasMode(Protocol):
    livemode: bool


class Asker:
    """Makes the SDK's calls; `is_live` says which of the account's two modes our key is for."""

    def __init__(self, *, is_live: bool, pauses_s: Sequence[float]) -> None:
        self.is_live: Final = is_live
        self._pauses_s = tuple(pauses_s)

    async def ask(self, call: Callable[..., Awaitable[Any]], *args: object) -> Any:
        """One call, repeated after growing pauses while Stripe says that we come too fast.

        Raises what `translated` raises.
        """
        once = partial(call, *args)
        with translated():
            for pause_s in self._pauses_s:
                try:
                    return await once()
                except stripe.RateLimitError:
                    await asyncio.sleep(pause_s * _CHANCE.uniform(_LEAST_OF_A_PAUSE, 1))
            return await once()

    async def pages(
        self, call: Callable[..., Awaitable[Any]], params: Mapping[str, Any]
    ) -> AsyncIterator[list[Any]]:
        """Everything a list call finds, page by page; at least one page, which may be empty."""
        wanted = {**params, "limit": _PAGE}
        has_more = True
        while has_more:
            page = await self.ask(call, wanted)
            yield page.data
            has_more = page.has_more and bool(page.data)
            wanted |= {"starting_after": page.data[-1].id} if has_more else {}

    def own[T: _HasMode](self, found: T) -> T:
        """`found`, unless it is of the account's other mode: then StripeRefused."""
        if found.livemode is not self.is_live:
            raise wrong_mode()
        return found


def wrong_mode() -> StripeRefused:
    """Test and live must never mix; whoever runs the bot should hear of it."""
    log.error("stripe.wrong_mode")
    return StripeRefused("WrongMode", "wrong_mode")
