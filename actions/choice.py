"""Choosing from what was just shown: an account, a cause, an offer; also in unclear words."""

from dataclasses import replace

from actions.wishes import Wishes
from bot.usecases import people
from bot.usecases.accounts import ask_account, read_account
from bot.usecases.call import Answer, Call
from bot.usecases.nonpayment import is_cause
from bot.usecases.registry import UseCases


class Choose:
    """Reads a choice by what was asked last."""

    def __init__(self, use_cases: UseCases) -> None:
        self._offers = use_cases.offers
        self._nonpayment = use_cases.nonpayment
        self._wishes = Wishes(use_cases)

    async def choose(self, call: Call) -> Answer:
        """The account or the cause when we asked for one, else an offer."""
        if call.slots.get("awaiting") == "cause" or is_cause(call.choice):
            return await self._nonpayment.hear(call)
        if call.slots.get("awaiting") == "account":
            return await self._choose_account(call)
        return await self._offers.choose(call)

    async def misunderstood(self, call: Call) -> Answer:
        """Words that meant nothing by themselves may still name one of the options just shown.

        Whoever is not proved any more was shown nothing that still stands.
        """
        if not call.contact.is_verified(call.now):
            return await people.misunderstood(call)
        if call.slots.get("awaiting") == "choice":
            answer = await self._offers.choose(call)
            if answer.slots.get("awaiting") == "terms":
                return answer
        if call.slots.get("awaiting") == "account" and await read_account(call):
            return await self._choose_account(call)
        return await people.misunderstood(call)

    async def _choose_account(self, call: Call) -> Answer:
        wish = str(call.slots.get("account_for"))
        account_id = await read_account(call)
        if account_id is None:
            return await ask_account(call, wish)
        chosen = replace(call, slots={**call.slots, "account": account_id})
        answer = await self._wishes.of(wish)(chosen)
        slots = {"account": account_id, "account_for": "none", **answer.slots}
        return Answer(replies=answer.replies, slots=slots)
