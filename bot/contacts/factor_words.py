"""The words, folded, by which people say what a figure is. Data of `bot.contacts.factors`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


POSTCODE_DIGITS: Final[Mapping[str, int]] = MappingProxyType({"MX": 5, "CO": 6, "US": 5})
ZIP_PLUS_FOUR: Final = 9

# A Colombian postcode begins with its department; 03/08/91 written together begins with none.
DEPARTMENTS: Final = _words(
    "05 08 11 13 15 17 18 19 20 23 25 27 41 44 47 50 52 54 63 66 68 70 73 76 81 85 86 88 91 94 95"
    " 97 99"
)

# May stand inside a date: "el día 3 del mes 8 del año 91", "3rd of August", "1o de mayo".
DATE_FILLERS: Final = _words(
    "de del d dl of the el en in on dia day mes month ano year a o er ro do to st nd rd th and y"
    " naci nacido nacida born fecha date"
)
POSTCODE: Final = _words("cp zip zipcode postal postcode")
DOCUMENT: Final = _words(
    "documento doc cedula cc ine ife identificacion identidad id dui dni ssn social licencia"
    " license pasaporte passport terminada terminado termina terminacion acaba acabada ending ends"
    " ultimos ultimas last"
)
BIRTH: Final = _words("naci nacimiento nacido nacida born birth dob birthday")
# The last digits of these are nobody's document.
OTHER_NUMBERS: Final = _words(
    "cel celular telefono tel movil phone mobile cell tarjeta card cuenta account prestamo loan"
    " folio"
)
# What comes before a year, and after an amount: neither is a document.
BEFORE_A_YEAR: Final = _words("de del d dl of")
AFTER_AN_AMOUNT: Final = _words("pesos peso mxn cop usd dolares dollars bucks mil k")
# "los últimos 4", "4 digits": how many, not which.
BEFORE_A_COUNT: Final = _words("ultimos ultimas last final")
AFTER_A_COUNT: Final = _words("ultimos ultimas last digitos numeros digits numbers")
