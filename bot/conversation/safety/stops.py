"""The one thing that a message makes us do at once: a life first, then the law, then a person.

Only what is clear is claimed here; what is doubtful is left to the classifier. A crisis is the
exception: it errs on the safe side.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum
from functools import cache
from typing import Final

from bot.compliance.rules import jurisdictions
from bot.conversation.safety.phrases import Phrases, read_phrases
from bot.conversation.safety.spelling import Spelling, split


class Stop(Enum):
    """What a message makes us do at once, in order of priority; the value names its phrases.

    THIRD_PARTY comes before WRONG_PERSON: whoever says both ("I'm not her, I'm her sister") knows
    the account holder, and that is the border between the two.
    """

    CRISIS = "crisis"
    THREAT = "threat"
    OPT_OUT = "opt_out"
    DECEASED = "deceased"
    REPRESENTED = "represented"
    THIRD_PARTY = "third_party"
    WRONG_PERSON = "wrong_person"
    DATA_RIGHTS = "data_rights"
    HOW_TO_COMPLAIN = "how_to_complain"
    HUMAN = "human"
    OPT_IN = "opt_in"


_PHRASED: Final = tuple(stop for stop in Stop if stop is not Stop.OPT_IN)


def stop_of(said: str, among: Collection[Stop] = tuple(Stop)) -> Stop | None:
    """The first of `among`, in priority, that these words clearly say; None when they say none."""
    words = _spelling().read(said)
    if not words:
        return None
    return next((stop for stop in Stop if stop in among and _says(stop, words)), None)


def _says(stop: Stop, words: tuple[str, ...]) -> bool:
    if stop is Stop.OPT_IN:
        return words in _keywords(jurisdictions().resume_words)
    if stop is Stop.OPT_OUT and words in _keywords(jurisdictions().stop_words):
        return True
    return _phrases()[stop].match(words)


@cache
def _keywords(written: frozenset[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(_spelling().read(word) for word in written)


@cache
def _phrases() -> dict[Stop, Phrases]:
    return {stop: read_phrases(stop.value) for stop in _PHRASED}


@cache
def _spelling() -> Spelling:
    """How words are read, with the phrases' own long words as what a slip is mended to."""
    keywords = jurisdictions().stop_words | jurisdictions().resume_words
    known = {word for phrases in _phrases().values() for word in phrases.words}
    return Spelling(known | {word for keyword in keywords for word in split(keyword)})
