"""Numbers as people spell them, in Spanish and English: `noventa y uno`, `nineteen oh five`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


_ORDINALS: Final[dict[str, int]] = {
    word: value for value, word in enumerate(_ORDINALS_EN.split(), 1)
} | {"twentieth": 20, "thirtieth": 30, "primero": 1, "primer": 1}
_SMALL: Final[Mapping[str, int]] = MappingProxyType(
    {word: value for value, word in enumerate(f"{_UNITS_ES} {_TEENS_ES}".split())}
    | {word: value for value, word in enumerate(_SMALL_EN.split())}
    | _glued()
    | _ORDINALS
    | {"oh": 0, "dies": 10, "onse": 11, "dose": 12, "trese": 13, "ventiuno": 21, "fourty": 40}
)
_TENS: Final[Mapping[str, int]] = MappingProxyType(
    {"diez": 10, "veinte": 20, "fourty": 40}
    | {word: ten * 10 for ten, word in enumerate(_TENS_ES.split(), 3)}
    | {word: ten * 10 for ten, word in enumerate(_TENS_EN.split(), 2)}
)
_HUNDREDS: Final[Mapping[str, int]] = MappingProxyType(
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
_AND: Final = frozenset({"y", "and", "i"})
_THOUSAND: Final = frozenset({"mil", "thousand"})
_LAST_DAY: Final = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelled:
    """A spelled number: its digits, how many words it took, and whether it was an ordinal."""

    digits: str
    words: int
    is_ordinal: bool


def read_spelled(words: Sequence[str]) -> Spelled | None:
    """The number that `words` (folded, without accents) begin with, or None."""
    value, used = _year(words) or _thousands(words) or _below_1000(words)
    if not used:
        return None
    return Spelled(digits=str(value), words=used, is_ordinal=words[used - 1] in _ORDINALS)


_Parsed = tuple[int, int]
_NOTHING: Final[_Parsed] = (0, 0)


def _year(words: Sequence[str]) -> _Parsed | None:
    """Years said in their own way: `mil nueve noventa`, `nineteen ninety`, `twenty oh five`."""
    century, used = _century(words)
    if not used:
        return None
    if words[used : used + 1] in (["oh"], ["zero"], ["cero"]):
        used += 1
    rest, more = _below_100(words[used:])
    return (century + rest, used + more) if more else None


def _century(words: Sequence[str]) -> _Parsed:
    match list(words[:2]):
        case ["mil", "novecientos" | "nueve"] | ["nineteen", "hundred"]:
            return 1900, 2
        case ["nineteen", second] if second in _TENS or second == "oh":
            return 1900, 1
        case ["twenty", "oh"]:
            return 2000, 1
        case _:
            return _NOTHING


def _thousands(words: Sequence[str]) -> _Parsed | None:
    """`dos mil cinco`, `sesenta y cuatro mil`; but `tres mil novecientos…` is day 3 of 19…"""
    count, used = _below_100(words)
    if used == 0 or words[used : used + 1] not in (["mil"], ["thousand"]) or count == 0:
        return None
    if count <= _LAST_DAY and _century(words[used:])[1]:
        return None
    skipped = used + 1 + _is_and(words, used + 1)
    rest, more = _below_1000(words[skipped:])
    return (count * 1000 + rest, skipped + more) if more else (count * 1000, used + 1)


def _below_1000(words: Sequence[str]) -> _Parsed:
    hundreds = _HUNDREDS.get(words[0]) if words else None
    if hundreds is None:
        return _below_100(words)
    rest, more = _below_100(words[1:])
    return hundreds + rest, 1 + more


def _below_100(words: Sequence[str]) -> _Parsed:
    if not words:
        return _NOTHING
    ten = _TENS.get(words[0])
    if ten is None:
        small = _SMALL.get(words[0])
        return _NOTHING if small is None else (small, 1)
    skipped = 1 + _is_and(words, 1)
    unit = _unit(words[skipped : skipped + 1])
    # `diez uno` is two numbers, `diez y seis` is one.
    if unit and (ten > 10 or skipped > 1):
        return ten + unit, skipped + 1
    return ten, 1


def _is_and(words: Sequence[str], at: int) -> int:
    return 1 if at < len(words) and words[at] in _AND else 0


def _unit(words: Sequence[str]) -> int | None:
    value = 1 if words == ["un"] else _SMALL.get(words[0]) if words else None
    return value if value is not None and 0 < value < 10 else None
