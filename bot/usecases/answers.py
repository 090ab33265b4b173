"""What belongs to a promise and what to the terms of an offer: a yes, a no, a sum on a day."""

from __future__ import annotations

from bot.usecases.call import Answer, Call
from bot.usecases.negotiate import Negotiate
from bot.usecases.plans import Plans
from bot.usecases.promises import Promises


class Answers:
    """Gives what was said to whoever it is for."""

    def __init__(self, plans: Plans, promises: Promises, negotiate: Negotiate) -> None:
        self._plans = plans
        self._promises = promises
        self._negotiate = negotiate

    async def proposal(self, call: Call) -> Answer:
        """Figures of their own: a promise when they are a sum on a day, else terms."""
        if self._promises.is_offered_by(call):
            return await self._promises.hear(call)
        return await self._negotiate.propose(call)

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
