"""What is decided first, in any state and without a model: stop, come back, a life at risk."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum, auto
from typing import Final

from bot.compliance.rules import jurisdictions

# Told of oneself, now: "me quiero morir", not "me muero de risa" nor "me quiero morir de la pena".
_CRISIS: Final = re.compile(
    r"\b(?:me (?:voy a|quiero|kiero) (?:matar|morir|suicidar|quitar la vida)(?! de\b)"
    r"|(?:quiero|kiero|quisiera|kisiera|prefiero)"
    r" (?:morirme|matarme|suicidarme|estar muert[oa])(?! de\b)"
    r"|quitarme la vida|suicid(?:arme|io)|no (?:quiero|kiero) (?:seguir )?vivir"
    r"|no quiero seguir viviendo|ya no quiero vivir"
    r"|no le veo (?:caso|sentido) a (?:vivir|la vida)|acabar con mi vida"
    r"|kill(?:ing)? myself|want to die|wanna die|end my life|end it all|take my (?:own )?life"
    r"|(?:dont|do not|don t) (?:want to|wanna) (?:live|be alive)|hurt(?:ing)? myself"
    r"|suicid(?:e|al)|disappear for good)\b"
)


class Stop(Enum):
    """What a message makes us do at once."""

    CRISIS = auto()
    OPT_OUT = auto()
    OPT_IN = auto()


def stop_of(said: str) -> Stop | None:
    """The one thing that must be done at once about these words, if any; a life comes first."""
    plain = _plain(said)
    rules = jurisdictions()
    if _CRISIS.search(plain):
        return Stop.CRISIS
    if plain in rules.stop_words:
        return Stop.OPT_OUT
    if plain in rules.resume_words:
        return Stop.OPT_IN
    return None


def _plain(said: str) -> str:
    decomposed = unicodedata.normalize("NFKD", said.lower())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w]+", " ", letters).split())
