"""Thanks and goodbyes, and the question they may end in: from 1 to 5, how was it?"""

from __future__ import annotations

import re
from typing import Final

from bot.kernel.messages import Reply
from bot.sessions import ratings
from bot.sessions.ratings import Moment
from bot.usecases.call import Answer, Call, say
from bot.usecases.choices import plain_words
from bot.usecases.values import MENU

# What comes as the choice of a thank-you that is a rating: `rating:4`.
RATING: Final = "rating:"
_LOW: Final = 2
_FAREWELL: Final = re.compile(
    r"\b(?:adios|bye|goodbye|chao|chau|hasta (?:luego|pronto|manana)|nos vemos|see you|see ya"
    r"|que (?:este|tenga)s? (?:muy )?(?:buen|buena|bien|bonito|lindo|feliz)\w*"
    r"|have a (?:good|great|nice))\b"
)


async def thank_back(call: Call) -> Answer:
    """A kind word for a kind word; a rating is taken and thanked for."""
    if call.choice is not None and call.choice.startswith(RATING):
        return await _take(call, int(call.choice.removeprefix(RATING)))
    if _FAREWELL.search(plain_words(call.words)):
        return await say_goodbye(call)  # "gracias, adiós"
    return await _part(call, "thanks", plain="thanks.welcome", asking="rating.at_thanks")


async def say_goodbye(call: Call) -> Answer:
    """Part kindly."""
    return await _part(call, "goodbye", plain="goodbye", asking="rating.at_goodbye")


async def _part(call: Call, moment: Moment, *, plain: str, asking: str) -> Answer:
    if await ratings.ask_if_decent(call.conn, call.contact, moment, call.now):
        return say(asking, slots={"awaiting": "nobody"})
    return say(plain)


async def _take(call: Call, score: int) -> Answer:
    """Thanks; whoever was not content is offered a person."""
    await ratings.keep(call.conn, call.contact, score)
    if score > _LOW:
        return say("rating.thanks", slots={"awaiting": "nobody"})
    sorry = Reply(key="rating.sorry", options=MENU[-1:])
    return Answer(replies=(sorry,), slots={"awaiting": "human"})
