"""Why a payment was missed, in the person's words, and where that leads."""

from __future__ import annotations

from typing import Final

from bot.kernel.messages import Reply, ReplyOption
from bot.usecases import situations
from bot.usecases.accounts import chosen_account
from bot.usecases.balance import NEXT_STEPS, explain_balance
from bot.usecases.call import Answer, Call
from bot.usecases.cause_words import CAUSE_WORDS
from bot.usecases.choices import Choice, plain_words, read_place
from bot.usecases.negotiate import Negotiate
from bot.usecases.nonpayment_question import Cause
from bot.usecases.offers import Offers

_NOBODY: Final = {"awaiting": "nobody"}
_PLACES: Final = [Choice(position=n, kind="account") for n, _ in enumerate(Cause, start=1)]
_LONGEST_PLACE: Final = 3  # words: "la opción 2"; more than that is a story
_DISPUTE: Final = ReplyOption(id="dispute_debt", key="cause.option_dispute")


class Nonpayment:
    """Takes the answer to the question and leads on; none of the answers is insisted on."""

    def __init__(self, offers: Offers, negotiate: Negotiate) -> None:
        self._offers = offers
        self._negotiate = negotiate

    async def hear(self, call: Call) -> Answer:
        """What the person chose or wrote, and what helps with it."""
        match read_cause(call):
            case Cause.FORGOT:
                menu = await self._offers.menu(call)
                return Answer(
                    replies=(Reply(key="cause.forgiven"), *menu.replies), slots=menu.slots
                )
            case Cause.LESS_INCOME:
                return await situations.hear_hardship(call)
            case Cause.DISAGREES:
                options = (NEXT_STEPS[1], _DISPUTE, NEXT_STEPS[2])
                return Answer(
                    replies=(Reply(key="cause.doubted", options=options),), slots=_NOBODY
                )
            case Cause.UNSAID:
                reply = Reply(key="cause.respected", options=NEXT_STEPS)
            case None if await _names_another_account(call):
                return await explain_balance(call)
            case None:
                terms = await self._negotiate.overhear(call)
                if terms is not None:
                    return terms
                reply = Reply(key="cause.heard", options=NEXT_STEPS)
        return Answer(replies=(reply,), slots=_NOBODY)

    async def hear_refusal(self, call: Call) -> Answer:
        """A no right after the question: to telling why, for a cause, or to paying at all."""
        if read_cause(call) is None:
            return await situations.accept_refusal(call)
        return await self.hear(call)


async def _names_another_account(call: Call) -> bool:
    """Whether the words leave the question for another account: "y la otra cuánto?"."""
    account = await chosen_account(call)
    return account is not None and account.id != call.slots.get("account")


def is_cause(choice: str | None) -> bool:
    """Whether a pressed option was one of ours."""
    return choice in set(Cause)


def read_cause(call: Call) -> Cause | None:
    """The cause that was pressed, counted off, or told; None when the words name none of them."""
    if is_cause(call.choice):
        return Cause(str(call.choice))
    place = read_place(call.words, _PLACES)
    if place is not None and len(call.words.split()) <= 3:
        return tuple(Cause)[place - 1]
    plain = plain_words(call.words)
    return next((cause for cause, words in CAUSE_WORDS if words.search(plain)), None)
