"""Reads a rating from 1 to 5 as people give one: "5", "excelente, 5", "👎", "meh 3". Pure.

Only an answer to the question is one: a number among other words ("en 3 pagos") is not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_TOKEN: Final = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]+|[^\w\s]")
_OUT_OF: Final = re.compile(r"(\d+)\s*(?:/|de|sobre|out of|over)\s*(5|10)\b")
# "2, porque tardaron": the number comes first and the story after it.
_FIRST: Final = re.compile(
    r"\s*([1-5])\s*(?:[,:;-](?!\d)|\.\s|(?:porque|por ?q\w*|pq|xq|because|cuz|bc)\b)"
)
# "la 2" picks something.
_PICK: Final = re.compile(r"\b(?:la|el|opcion|option|number|numero)\s+\d")
_STAR: Final = "⭐"
_VARIATION: Final = "\N{VARIATION SELECTOR-16}"

_GOOD: Final = "👍👌😊😀😁😃😄🙂🥰😍❤🙌💯👏🎉"
_BAD: Final = "👎😡🤬😠💩😤"
_EMOJI: Final = {**dict.fromkeys(_GOOD, 5), **dict.fromkeys(_BAD, 1), "😐": 3, "🙁": 2, "☹": 2}

_NUMBERS: Final = {
    "uno": 1,
    "dos": 2,
    "tres": 3,
    "cuatro": 4,
    "cinco": 5,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
}
_SCORES: Final = {
    5: "excelente excelentes perfecto perfecta genial increible buenisimo buenisima buenisimos"
    " maravilloso maravillosa espectacular magnifico chido chida padrisimo bacano bacana chevere"
    " excellent perfect great amazing awesome fantastic wonderful love loved best super",
    4: "bien buena bonito amable rapido good nice fine fast helpful",
    3: "regular normal meh maso average fair decent pasable",
    2: "mal malo mala malas lento lenta bad poor slow",
    1: "pesimo pesima pesimos horrible terrible malisimo malisima fatal asco nefasto basura"
    " worst awful useless trash sucks crap",
}
_WORDS: Final = {word: score for score, words in _SCORES.items() for word in words.split()}
_STRONG_WORDS: Final = "muy super bastante tan very really so pretty mucho"
_STRONG: Final = frozenset(_STRONG_WORDS.split())
_NOT: Final = frozenset({"no", "nada", "not", "never", "tampoco"})

# What may stand around a rating.
_FILLERS_ES: Final = (
    "un una el la los las lo te le les doy pongo daria de del por en y a me mi todo atencion"
    " servicio trato calificacion atendiste atendieron atendio ayudaste ayudo fue estuvo es"
    " muy super bastante tan no nada gracias muchas sol estrella estrellas punto puntos creo"
    " que seria si pues yo diria mucho mas menos tirando sobre bot"
)
_FILLERS_EN: Final = (
    "i d id say give you it was an the of out stars star thanks thank service experience very"
    " really pretty not so help my s were maybe like just for would rate points point"
)
_FILLERS: Final = frozenset(f"{_FILLERS_ES} {_FILLERS_EN}".split())
_MOST_TOKENS: Final = 12


def read_rating(said: str) -> int | None:
    """The rating that `said` is, 1 to 5; None when it is about anything else, or out of range."""
    plain = _folded(said)
    tokens = _TOKEN.findall(plain)
    stars = plain.count(_STAR)
    words = [token for token in tokens if token[0].isalnum()]
    if stars:
        return stars if stars <= 5 and not _strange(words) else None
    first = _FIRST.match(plain)
    if first:
        return int(first[1])
    if not tokens or len(tokens) > _MOST_TOKENS or _PICK.search(plain):
        return None
    return _by_number(plain, words) if _has_number(words) else _by_words(tokens, words)


def _by_number(plain: str, words: list[str]) -> int | None:
    """Exactly one number, among words of praise, blame or none at all."""
    numbers = [_number(word) for word in words if _is_number(word)]
    out_of = _OUT_OF.search(plain)
    if out_of and len(numbers) == 2:
        score = int(out_of[1]) * 5 // int(out_of[2])
    elif len(numbers) == 1 and numbers[0] is not None:
        score = numbers[0]
    else:
        return None
    strange = _strange(words)
    is_judging = any(word in _WORDS for word in words)
    is_answer = not strange or (is_judging and len(strange) <= 2)
    return score if 1 <= score <= 5 and is_answer else None


def _by_words(tokens: list[str], words: list[str]) -> int | None:
    if _strange(words):
        return None
    scores = [_WORDS[word] for word in words if word in _WORDS]
    if not scores:
        return _one([_EMOJI[token] for token in tokens if token in _EMOJI])
    worst = min(scores)
    if not _NOT.isdisjoint(words):
        return 2 if worst >= 4 else None
    is_strong = not _STRONG.isdisjoint(words) or any(_EMOJI.get(t) in (1, 5) for t in tokens)
    if worst == max(scores) and is_strong:
        return {4: 5, 2: 1}.get(worst, worst)
    return worst


def _one(scores: list[int]) -> int | None:
    return scores[0] if len(set(scores)) == 1 else None


def _strange(words: Iterable[str]) -> list[str]:
    """Words that no rating is made of."""
    return [
        word
        for word in words
        if word not in _WORDS and word not in _FILLERS and not _is_number(word)
    ]


def _has_number(words: Iterable[str]) -> bool:
    return any(_is_number(word) for word in words)


def _is_number(word: str) -> bool:
    return word[0].isdigit() or word in _NUMBERS


def _number(word: str) -> int | None:
    return _NUMBERS.get(word) or (int(word) if word.isdecimal() else None)


def _folded(said: str) -> str:
    decomposed = unicodedata.normalize("NFKD", said.lower().replace(_VARIATION, ""))
    return "".join(c for c in decomposed if not unicodedata.combining(c))
