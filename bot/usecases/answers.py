"""A yes or a no belongs to what was put last: a promise, or the terms of an offer."""

from __future__ import annotations

from bot.usecases.call import Answer, Call
from bot.usecases.plans import Plans
from bot.usecases.promises import Promises


class Answers:
    """Gives a yes or a no to whoever asked."""

    def __init__(self, plans: Plans, promises: Promises) -> None:
        self._plans = plans
        self._promises = promises

    async def yes(self, call: Call) -> Answer:
        """A yes to the promise or the terms that were put last."""
        if await self._promises.is_asked(call):
            return await self._promises.answer_yes(call)
        return await self._plans.answer_yes(call)

    async def no(self, call: Call) -> Answer:
        """A no to the promise or the terms that were put last."""
        if await self._promises.is_asked(call):
            return await self._promises.answer_no(call)
        return await self._plans.answer_no(call)
