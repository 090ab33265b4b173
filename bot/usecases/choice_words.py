"""The words, as `plain_words` gives them, by which people choose. Data of `choices`."""

from __future__ import annotations

import re
from typing import Final

NUMBERS: Final = {
    word: number
    for number, words in enumerate(
        (
            "1 uno una un one",
            "2 dos two",
            "3 tres three",
            "4 cuatro four",
            "5 cinco five",
            "6 seis six",
            "7 siete seven",
            "8 ocho eight",
            "9 nueve nine",
            "10 diez ten",
            "11 once eleven",
            "12 doce twelve",
        ),
        start=1,
    )
    for word in words.split()
}
ORDINALS: Final = {
    "primer": 1, "primera": 1, "primero": 1, "first": 1, "1st": 1, "1ra": 1, "1era": 1,
    "segunda": 2, "segundo": 2, "second": 2, "2nd": 2, "2da": 2,
    "tercera": 3, "tercero": 3, "tercer": 3, "third": 3, "3rd": 3, "3ra": 3,
    "cuarta": 4, "cuarto": 4, "fourth": 4, "4th": 4, "4ta": 4,
    "quinta": 5, "quinto": 5, "fifth": 5, "5th": 5, "5ta": 5,
    "sexta": 6, "sexto": 6, "sixth": 6, "6th": 6, "6ta": 6,
}  # fmt: skip
LAST: Final = re.compile(r"\b(ultim[ao]|last|(?:la|el) de abajo|(?:the )?bottom one)\b")
TOP: Final = re.compile(r"\b((?:la|el) de arriba|(?:the )?top one)\b")
NONE: Final = re.compile(r"\b(ningun[ao]?|none|neither)\b")
ANY: Final = re.compile(
    r"\b(cualquier[ao]?|la que sea|el que sea|la que gustes?|la que quieras?|me da igual|lo mismo"
    r"|da lo mismo|whichever|whatever|any of (?:them|those|these)|any one|either|doesn t matter"
    r"|dont care|don t care|you (?:choose|pick)|tu (?:elige|escoge|dime)|usted (?:elija|diga))\b"
)
_NUMBER: Final = "|".join(sorted(NUMBERS, key=len, reverse=True))
PAYMENTS: Final = re.compile(
    rf"\b(?:(?:la )?de |en |a |of |in |with )?({_NUMBER}) "
    r"(?:pagos?|abonos?|cuotas?|mensualidades|meses|quincenas|payments?|installments?|instalments?"
    r"|months?|partes|parts)\b"
)
OF_COUNT: Final = re.compile(rf"\b(?:la|el|los|las|the one) (?:de|of|with) ({_NUMBER})\b")
# "la 2", "#2", or the number alone; "un plan", "dos semanas" and "el 3 de mayo" are no places.
_COURTESY: Final = r"(?: (?:por favor|porfa\w*|please|gracias|thanks|ok|si|yes|esta bien|mejor))*$"
POSITION: Final = re.compile(
    rf"(?:\b(?:la|el|opcion|option|numero|number|num|choice) ?#? ?|# ?)({_NUMBER})\b(?! de [a-z])"
    rf"|^({_NUMBER}){_COURTESY}"
)
KIND_WORDS: Final[dict[str, re.Pattern[str]]] = {
    "settlement": re.compile(r"\b(descuento|quita|rebaja|discount|settle\w*|liquid\w+ con)\b"),
    "current": re.compile(r"\b(al dia|al corriente|corriente|catch up|current|vencid[oa])\b"),
    "full": re.compile(
        r"\b(todo|total|completo|completa|full|(?:pay|clear|settle) (?:it |this )?all|all of it"
        r"|it all|everything|de contado)\b"
    ),
    "plan": re.compile(r"\b(plan|pagos|cuotas|abonos|mensualidades|installments?|payments)\b"),
}
CHEAPEST: Final = re.compile(
    r"\b(mas barat[ao]|menos|economic[ao]|mas baj[ao]|cheap\w*|lowest|least)\b"
)
DEAREST: Final = re.compile(r"\b(mas car[ao]|(?:most|more) expensive|highest)\b")
_PAID: Final = r"(?:pagos?|abonos?|cuotas?|mensualidades|meses|payments?|installments?|months?)"
FEWEST: Final = re.compile(
    rf"\b(?:(?:menos|fewer|fewest|less|least) {_PAID}|menor (?:numero|cantidad) de {_PAID}"
    r"|mas cort[ao]|shortest|shorter|menos tiempo|less time)\b"
)
MOST: Final = re.compile(
    rf"\b(?:(?:mas|more|most) {_PAID}|mayor (?:numero|cantidad) de {_PAID}"
    r"|mas larg[ao]|longest|longer|mas tiempo|more time)\b"
)
SMALLEST: Final = re.compile(
    rf"\b(?:{_PAID} mas (?:baj|chic|pequen|suave|comod)\w*"
    rf"|(?:smaller|smallest|lower|lowest) {_PAID}"
    rf"|{_PAID} (?:bajit|chiquit)\w*)\b"
)
