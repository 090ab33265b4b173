"""Which language a message is in: the contact's own, unless a whole phrase says otherwise."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

import lingua

from bot.kernel.messages import Language

_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_CURLY: Final = "\N{RIGHT SINGLE QUOTATION MARK}"
# "ok thanks" and "good morning" are borrowed freely; three words of one are a choice.
_FEWEST_WORDS: Final = 3
_SURE: Final = 0.75

# Words that hold sentences together and are written so in one of the two languages only. A text
# without any of the other language's, such as a person's name, is no reason to turn.
_SPANISH: Final = (
    "el la los las un una de del al que qué y en por para con sin mi tu su mis sus es está esta"
    " estoy soy fue yo te lo le se nos ella él ya si sí cuanto cuánto como cómo cuál quién dónde"
    " cuándo cuando porque quiero tengo puedo debo pago gracias hola eso esto pero muy hay hoy"
    " mañana bien aquí acá nada favor"
)
_ENGLISH: Final = (
    "the my i is are am was you your u to of and in on at how what want need can do don't can't"
    " pay owe have got it it's i'm for with this that he she we they if just sorry please thanks"
    " thank when who why not yes today tomorrow but"
)
_COMMON: Final[Mapping[Language, frozenset[str]]] = MappingProxyType(
    {"es": frozenset(_SPANISH.split()), "en": frozenset(_ENGLISH.split())}
)
_LINGUA: Final[Mapping[Language, lingua.Language]] = MappingProxyType(
    {"es": lingua.Language.SPANISH, "en": lingua.Language.ENGLISH}
)


def detect(text: str, prior: Language) -> Language:
    """The language of `text`; `prior`, the contact's own, on few words, figures or a mixture.

    Explicit wishes ("in English, please") are an intent of their own and are decided elsewhere.
    """
    words = _WORD.findall(text.replace(_CURLY, "'").casefold())
    if len(words) < _FEWEST_WORDS or not _COMMON[prior].isdisjoint(words):
        return prior
    other: Language = "en" if prior == "es" else "es"
    common = sum(word in _COMMON[other] for word in words)
    is_other = common > 1 or (common == 1 and _confidence(text, other) >= _SURE)
    return other if is_other else prior


def _confidence(text: str, language: Language) -> float:
    return _detector().compute_language_confidence(text, _LINGUA[language])


@cache
def _detector() -> lingua.LanguageDetector:
    """Lingua's models of the two languages, loaded at the first phrase (0.1 s) and kept."""
    builder = lingua.LanguageDetectorBuilder.from_languages(*_LINGUA.values())
    return builder.with_preloaded_language_models().build()
