"""The words around an amount, folded, with digits. Data of `bot.locale.reading.amounts`."""

from __future__ import annotations

import re
from typing import Final

MONTHS: Final = (
    r"(?:ene(?:ro)?|feb(?:rero)?|mar(?:zo)?|abr(?:il)?|mayo?|jun(?:io)?|jul(?:io)?|ago(?:sto)?"
    r"|sept?(?:iembre)?|setiembre|oct(?:ubre)?|nov(?:iembre)?|dic(?:iembre)?|january|february"
    r"|march"
    r"|apr(?:il)?|june|july|aug(?:ust)?|september|october|november|dec(?:ember)?)"
)
_COUNTED: Final = (
    r"(?:pagos?|pagitos|abonos?|cuotas?|mensualidades|mensualidad|partes?|parcialidades"
    r"|exhibici\w+"
    r"|meses|mes|quincenas?|semanas?|dias?|anos?|horas?|hrs?|minutos?|veces|digitos|hijos|personas"
    r"|payments?|installments?|instalments?|parts|months?|weeks?|days?|years?|hours?|minutes?"
    r"|times"
    r"|digits|kids|people|msi|am|pm|th|st|nd|rd|ro|er|a\.m|p\.m|stars?|estrellas)\b"
)
NOT_MONEY: Final = re.compile(
    r"\b20\d\d-\d{1,2}-\d{1,2}\b|\b\d{1,2}([-/])\d{1,2}\1\d{2,4}\b|\b\d{1,2}:\d\d\b"
    r"|\b\d{1,2}/\d{1,2}\b"
    rf"|\b\d{{1,2}}(?:th|st|nd|rd)? ?(?:de |del |of )?{MONTHS}\b\.?"
    r"(?:,? (?:de |del )?(?:19|20)\d\d\b)?"
    rf"|\b{MONTHS}\b\.? \d{{1,2}}(?:th|st|nd|rd)?\b(?:,? (?:19|20)\d\d\b)?"
    r"|\b\d{1,2} (?:de|del|of) (?:este|cada|the|this|next|each|every|proximo|otro|mes)\b"
    r"|\b(?:folio|cuenta|account|acct|tarjeta|card|telefono|tel|cel|celular|phone|cp|zip|codigo"
    r"|code|ref\w*|terminad[ao] en|termina en|ending in|opcion|option|numero|number|nombre"
    r"|ultimos|last|hace|step|paso|calle|street|article|articulo|chapter|ch)[ :#.]*\d[\d-]*"
    r"|#\d+|\b\d+[-\w]*@\S+|https?://\S+|\+\d[\d ]+"
    r"|\b(?:a|para|como a|tipo|desde) las? \d{1,2}\b|\bat \d{1,2}\b(?! ?(?:dollars|bucks))"
    rf"|\b\d{{1,2}}(?: ?(?:o|u|y|a|or|to|-) ?\d{{1,2}})? ?{_COUNTED}"
)
# "el 15", "la 2", "on the 5": a day or a place.
DAY_OR_PLACE: Final = re.compile(
    r"\b(?:el|la|este|dia|del|the|on|en|in|para el|lunes|martes|miercoles|jueves|viernes|sabado"
    r"|domingo|monday|tuesday|wednesday|thursday|friday|saturday|sunday|break it into|into) $"
)
TIMES_FIGURE: Final = re.compile(r" ?(?:x|de a|de|of) ?\$? ?\d")
# A bare figure under twenty is money only after one of these, or alone.
PAYS: Final = re.compile(
    r"\b(?:pag\w+|dar\w*|doy|abon\w+|deposit\w+|consign\w+|ofrezco|puedo|tengo|con|de|solo|son"
    r"|serian"
    r"|unos|como|hasta|pay|do|give|send|afford|have|with|only|about|like|just|up to|least"
    r"|most) \$?$"
)
COURTESY: Final = re.compile(
    r"[^\w]+|\b(?:por favor|porfa\w*|please|gracias|thanks|thank you|ok|si|yes|va|bueno|mejor|pues"
    r"|de|a|mm+|no|que sean|digamos|y|nomas|solo|just|only|puedo|i can do)\b"
)
CENTS: Final = re.compile(
    r"(?<=\d)( (?:pesos|dolares|dollars|bucks))?,? (?:con|y|and) (\d{1,2}) ?(?:centavos?|ctvs?"
    r"|cents?)\b"
)
CONTACTS_OWN: Final = re.compile(r"\s?(?:pesos?|pesitos|varos?|baros?|bolas|bucks?|bux|lana)\b")
NAMED: Final = (
    (re.compile(r"\s?(?:usd|us dollars?|dolares|dlls?|dls|dollars?)\b"), "USD"),
    (re.compile(r"\s?(?:mxn|m\.?n\.?|(?:pesos )?mexicanos)(?!\w)"), "MXN"),
    (re.compile(r"\s?(?:cop|(?:pesos )?colombianos)\b"), "COP"),
)
ABOUT_BEFORE: Final = re.compile(
    r"(?:\b(?:unos|unas|como|aprox\w*|alrededor de|mas o menos|cerca de|por ahi de|casi|a lo mejor"
    r"|tal vez|talvez|quizas?|about|around|roughly|maybe|like|approximately|almost|close to)|~)"
    r"(?: (?:de|unos|el|la))? ?$"
)
ABOUT_AFTER: Final = re.compile(
    r" ?(?:\w+ )?(?:mas o menos|aprox\w*|o algo asi|y (?:pico|tantos|algo)|o asi|or so|ish\b"
    r"|give or take|more or less)"
)
AT_MOST: Final = re.compile(
    r"\b(?:maximo|max|hasta|como mucho|a lo (?:mas|mucho|maximo)|up to|at most|tops|no more than"
    r"|no (?:\w+ ){0,3}mas (?:de|que)|not (?:\w+ ){0,2}more than|(?:can't|cant) (?:\w+ )?more than"
    r"|menos de|less than|under) ?$"
)
AT_LEAST: Final = re.compile(
    r"\b(?:minimo|al menos|por lo menos|at least|mas de|more than|over|minimum) ?(?:de )?$"
)
RANGE: Final = re.compile(r" ?(?:y|a|and|to|-|\N{EN DASH}) ?")
RANGE_OPENS: Final = re.compile(r"\b(?:entre|de|between|from|desde)(?: unos| los| like)? ?\$? ?$")
REFUSES: Final = re.compile(
    r"\b(?:no (?:puedo|tengo|me alcanza|alcanzo|llego|voy a|quiero|creo|pago|le doy|ajusto"
    r"|hay como"
    r"|podria)|(?:can't|cant|cannot|can not|don't|dont|won't|wont|couldn't|not|never|nunca))\b"
)
BARE_NO: Final = re.compile(r"\bno (?:son |es |a |los |the )?\$?$")
CORRECTS: Final = re.compile(
    r"\b(?:mejor|digo|perdon|quise decir|corrijo|i mean|i meant|actually|make (?:it|that)|no wait"
    r"|scratch that|mas bien|espera|sorry)\b"
)
EACH_AFTER: Final = re.compile(
    r"[ ,]*(?:\w+ )?(?:al mes|por mes|por quincena|por semana|a la (?:quincena|semana)|cada (?:mes"
    r"|quincena|semana|uno|una|viernes|15)|mensual\w*|quincenal\w*|semanal\w*|c/u|a month|a week"
    r"|per|each|every|monthly|weekly|biweekly|apiece)\b"
)
EACH_BEFORE: Final = re.compile(
    r"\b(?:pagos?|abonos?|cuotas?|mensualidades|meses|quincenas|payments|installments|partes)"
    r" (?:de a|de|of) \$? ?$|\d ?x ?\$?$"
)
DISCOUNT_BEFORE: Final = re.compile(
    r"\b(?:descuent\w+|rebaj\w+|quit(?:a|e|en|as|eme|enme|an|ame)|condon\w+|perdon(?:a|e|en|eme)"
    r"|discount|knock|take off|bajen?|baje(?:me|nme)|reduce|waive)(?: [a-z]+){0,2} ?\$?$"
)
DISCOUNT_AFTER: Final = re.compile(r" ?(?:\w+ )?(?:off\b|de (?:descuento|quita|rebaja)|discount)")
LEAVES_REST: Final = re.compile(
    r"\b(?:el resto|lo demas|lo otro|lo que (?:falt\w+|qued\w+|reste)|el faltante|otra parte"
    r"|(?:la|el) otr[ao](?: mitad| parte)?(?! ?(?:quincena|semana|mes|dia|vez|lunes|martes"
    r"|miercoles|jueves|viernes|sabado|domingo|opcion|cuenta))|la otra mitad|mitad y mitad"
    r"|the rest|remainder|the other(?: half| part)?\b(?! (?:day|week|option|account))|half later"
    r"|balance later|rest later|half and half)\b"
)
