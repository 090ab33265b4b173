"""Number words of Spanish and English as people type them, and how they join below a thousand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

_UNITS_ES: Final = "cero uno dos tres cuatro cinco seis siete ocho nueve"
_TEENS_ES: Final = (
    "diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve veinte"
    " veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho"
    " veintinueve"
)
_SMALL_EN: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
_ORDINALS_EN: Final = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
    " fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_TENS_ES: Final = "treinta cuarenta cincuenta sesenta setenta ochenta noventa"
_TENS_EN: Final = "twenty thirty forty fifty sixty seventy eighty ninety"


def _glued() -> dict[str, int]:
    """`noventaiuno`, `noventayuno`, `noventiuno`: common, and in no dictionary."""
    units = list(enumerate(_UNITS_ES.split()))[1:]
    return {
        form: ten * 10 + unit
        for ten, word in enumerate(_TENS_ES.split(), 3)
        for unit, name in units
        for form in (f"{word}i{name}", f"{word}y{name}", f"{word[:-1]}i{name}")
    }


ORDINALS: Final[dict[str, int]] = {
    word: value for value, word in enumerate(_ORDINALS_EN.split(), 1)
} | {"twentieth": 20, "thirtieth": 30, "primero": 1, "primer": 1}
SMALL: Final[Mapping[str, int]] = MappingProxyType(
    {word: value for value, word in enumerate(f"{_UNITS_ES} {_TEENS_ES}".split())}
    | {word: value for value, word in enumerate(_SMALL_EN.split())}
    | _glued()
    | ORDINALS
    | {"oh": 0, "dies": 10, "onse": 11, "dose": 12, "trese": 13, "ventiuno": 21, "fourty": 40}
)
TENS: Final[Mapping[str, int]] = MappingProxyType(
    {"diez": 10, "veinte": 20, "fourty": 40}
    | {word: ten * 10 for ten, word in enumerate(_TENS_ES.split(), 3)}
    | {word: ten * 10 for ten, word in enumerate(_TENS_EN.split(), 2)}
)
HUNDREDS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "cien": 100,
        "ciento": 100,
        "doscientos": 200,
        "trescientos": 300,
        "cuatrocientos": 400,
        "quinientos": 500,
        "seiscientos": 600,
        "setecientos": 700,
        "ochocientos": 800,
        "novecientos": 900,
    }
)
AND: Final = frozenset({"y", "and", "i"})

# A value, and how many words it took.
Parsed = tuple[int, int]
NOTHING: Final[Parsed] = (0, 0)


def below_1000(words: Sequence[str]) -> Parsed:
    """The number under a thousand that `words` (folded) begin with: `trescientos cuatro`."""
    hundreds = HUNDREDS.get(words[0]) if words else None
    if hundreds is None:
        return below_100(words)
    rest, more = below_100(words[1:])
    return hundreds + rest, 1 + more


def below_100(words: Sequence[str]) -> Parsed:
    """The number under a hundred that `words` (folded) begin with: `noventa y uno`."""
    if not words:
        return NOTHING
    ten = TENS.get(words[0])
    if ten is None:
        small = SMALL.get(words[0])
        return NOTHING if small is None else (small, 1)
    skipped = 1 + is_and(words, 1)
    unit = _unit(words[skipped : skipped + 1])
    # `diez uno` is two numbers, `diez y seis` is one.
    if unit and (ten > 10 or skipped > 1):
        return ten + unit, skipped + 1
    return ten, 1


def is_and(words: Sequence[str], at: int) -> int:
    """1 when the word `at` this place is an "and", to be skipped; else 0."""
    return 1 if at < len(words) and words[at] in AND else 0


def _unit(words: Sequence[str]) -> int | None:
    value = 1 if words == ["un"] else SMALL.get(words[0]) if words else None
    return value if value is not None and 0 < value < 10 else None
