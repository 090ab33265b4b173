"""Who is never asked for anything: children, and the elderly who are not the account holder."""

from __future__ import annotations

import re
from typing import Final

from bot.usecases.choices import plain_words

_OF_AGE: Final = 18
_ELDERLY: Final = 65
_NO_AGE: Final = (
    r"pesos|dolares|mil|dias?|meses|semanas|minutos|cuotas|pagos|anos (?:con|de|pagando)"
    r"|dollars|bucks|minutes|days|weeks|months|percent|miles|late"
)
_AGE: Final = re.compile(
    r"\b(?:tengo|cumpli|i m|i am|im)(?: (?:como|apenas|solo|nomas|ya|only|just|about))?"
    rf" (\d{{1,3}})\b(?! ?(?:{_NO_AGE})\b)|\bde (\d{{1,2}}) anos\b"
)
_YOUNG: Final = re.compile(
    r"\b(?:menor de edad|soy (?:un |una )?nin[oa]|underage"
    r"|(?:i m|i am|im) (?:a |just a )?(?:minor|kid))\b"
)
_OLD: Final = re.compile(
    r"\b(?:soy (?:su|la|el|una|un) (?:abuel\w*|ancian\w*|viejit\w*)|adult[oa] mayor|tercera edad"
    r"|(?:i m|i am|im|this is) (?:his|her|the|their) grand(?:ma|pa|mother|father)\w*|elderly)\b"
)


def is_spared(said: str) -> bool:
    """Whether somebody else on the phone says that they are a child, or old: nothing is asked."""
    plain = plain_words(said)
    ages = [int(own or told) for own, told in _AGE.findall(plain)]
    is_outside = any(age < _OF_AGE or age >= _ELDERLY for age in ages)
    return is_outside or bool(_YOUNG.search(plain) or _OLD.search(plain))
