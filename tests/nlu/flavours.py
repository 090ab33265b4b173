"""Whose Spanish or English a text is, told by words that the others don't use."""

import re
from typing import Final

from bot.engine.features import normalised

_MEXICAN: Final = """
    xfa chamba lana varo varos feria wey guey neta simon nel buro clabe oxxo jale lic orale
    andale ahorita ocupo joven pinche adeudo liga spei condusef mande chido cuate quincena
    quincenal quincenales nomas mensualidad mensualidades enganche rfc curp cfdi ine corriente
    coppel chale deposito depositar licenciado licenciada platicar morro chavo
"""
_COLOMBIAN: Final = """
    parce parcero consignar consigno consigne consignacion cedula nequi daviplata pse
    bancolombia datacredito cuota cuotas camello sumerce hagale hagamosle mora plata veci mijo
    efecty codeudor contados bacano quiubo chimba superfinanciera regaleme colabora colaboreme
    apoderado dian tutela pereza juiciosa juicioso guevon hijueputa gonorrea pagare vereda
"""
_ONLY_ENGLISH: Final = """
    the my you your is are what how not please payment link balance account due fee fees right
    now thanks friday monday next score settle with this invoice statement receipt money
    tomorrow call deal sorry okay
"""
_ONLY_SPANISH: Final = """
    el la los las que por para mi cuanto cuando como pagar pago saldo cuenta deuda manana
    gracias senor senora dinero puedo hola yo con pero muy esta tengo quiero
"""


def flavour(text: str, language: str) -> str:
    """`mixed`, `en-US`, `es-MX`, `es-CO`, or `es` where no word tells."""
    words = set(re.findall(r"[a-z]+", normalised(text)))
    foreign = words & set((_ONLY_SPANISH if language == "en" else _ONLY_ENGLISH).split())
    if len(foreign) > len(words) / 10:
        return "mixed"
    if language == "en":
        return "en-US"
    return _spanish(len(words & set(_MEXICAN.split())), len(words & set(_COLOMBIAN.split())))


def _spanish(mexican: int, colombian: int) -> str:
    if mexican == colombian:
        return "es"
    return "es-MX" if mexican > colombian else "es-CO"
