"""Why a payment was missed, in the person's words, and where that leads."""

from __future__ import annotations

import re
from typing import Final

from bot.kernel.messages import Reply, ReplyOption
from bot.usecases import situations
from bot.usecases.balance import NEXT_STEPS
from bot.usecases.call import Answer, Call
from bot.usecases.choices import Choice, plain_words, read_place
from bot.usecases.nonpayment_question import Cause
from bot.usecases.offers import Offers

_NOBODY: Final = {"awaiting": "nobody"}
_PLACES: Final = [Choice(position=n, kind="account") for n, _ in enumerate(Cause, start=1)]
_DISPUTE: Final = ReplyOption(id="dispute_debt", key="cause.option_dispute")

# Read in this order: "prefiero no decir, es que no me alcanza" says why all the same.
_SAID: Final[tuple[tuple[Cause, re.Pattern[str]], ...]] = (
    (
        Cause.LESS_INCOME,
        re.compile(
            r"\b(?:ingres\w*|trabajo|chamba|jale|camello|empleo|desemplead\w*|sueldo|nomina|quincena"
            r"|no (?:me )?alcanz\w*|no (?:tengo|tenia|hay|hubo) (?:dinero|plata|lana|feria)|enferm\w*"
            r"|hospital\w*|gastos|job|laid off|hours|income|pay ?check|paycheck|salary|broke"
            r"|(?:money|cash) (?:is|was|s|got)? ?tight|no money|sick|medical|unemploy\w*)\b"
        ),
    ),
    (
        Cause.DISAGREES,
        re.compile(
            r"\b(?:desacuerdo|no estoy de acuerdo|no (?:lo |la )?reconozco|no es (?:mio|mia|cierto)"
            r"|esta mal|estan mal|disagree|don t agree|not mine|isn t mine|is wrong|incorrect\w*)\b"
        ),
    ),
    (
        Cause.FORGOT,
        re.compile(
            r"\b(?:olvid\w*|se me (?:paso|fue)|no me acorde|no me di cuenta|distraid\w*|forg[oe]t\w*"
            r"|slipped|lost track|didn t (?:notice|realize)|missed the date)\b"
        ),
    ),
    (
        Cause.UNSAID,
        re.compile(
            r"\b(?:prefiero no|no (?:te |le |lo |les )?(?:quiero|voy a) (?:decir|contar|hablar)"
            r"|es privado|es personal|rather not|prefer not|not saying|none of your|private"
            r"|personal)\b|^no$"
        ),
    ),
)
_REFUSES: Final = re.compile(
    r"\b(?:no (?:voy a|pienso|quiero|les? voy a|vamos a) pagar|(?:won t|not (?:going to|gonna)) pay)\b"
)


class Nonpayment:
    """Takes the answer to the question and leads on; none of the answers is insisted on."""

    def __init__(self, offers: Offers) -> None:
        self._offers = offers

    async def hear(self, call: Call) -> Answer:
        """What the person chose or wrote, and what helps with it."""
        cause = read_cause(call)
        if cause is None and _REFUSES.search(plain_words(call.words)):
            return await situations.accept_refusal(call)
        match cause:
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
            case None:
                reply = Reply(key="cause.heard", options=NEXT_STEPS)
        return Answer(replies=(reply,), slots=_NOBODY)


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
    return next((cause for cause, words in _SAID if words.search(plain)), None)
