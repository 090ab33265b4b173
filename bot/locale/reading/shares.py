"""Parts of what is owed, as people say them: `la mitad`, `un tercio`, `50%`, `todo`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from bot.kernel.money import Money

_PERCENT: Final = re.compile(
    r"(\d{1,3})(?:[.,](\d{1,2}))? ?(?:%|por ?(?:ciento|100)\b|percent\b|pct\b)"
)
_NOT_TIME: Final = (
    r"(?! (?:de )?(?:mes|dia|hora|year|month|day|hour|an hour|a day|a year|past|of the month))"
)
_WORDS: Final[tuple[tuple[re.Pattern[str], Fraction], ...]] = tuple(
    (re.compile(pattern), share)
    for pattern, share in (
        (r"\b(?:2|dos) (?:tercios|terceras partes)\b|\b(?:2|two) thirds\b"
            r"|\b2/3\b(?! ?/)", Fraction(2, 3)),
        (r"\b3 cuart(?:os|as partes)\b|\b3 quarters\b|\b3/4\b(?= (?:de|of))", Fraction(3, 4)),
        (
            r"\b(?:un|1) tercio\b|\b(?:la |una )?tercera parte\b|\b(?:a|one|1) third\b"
            r"|\b1/3\b(?= (?:de|of|part))",
            Fraction(1, 3),
        ),
        (
            r"\b(?:un|1) cuarto\b(?! de hora)|\b(?:la |una )?cuarta parte\b"
            r"|\b(?:a|one) (?:quarter|fourth)\b" + _NOT_TIME + r"|\b1/4\b(?= (?:de|of|part))",
            Fraction(1, 4),
        ),
        (r"\b(?:la |una )?quinta parte\b|\b(?:un|1) quinto\b|\b(?:a|one) fifth\b|\b(?:a"
            r"|1) 5th of\b", Fraction(1, 5)),
        (
            r"\b(?:la )?mitad\b(?! de (?:mes|semana|camino|la semana|este mes))"
            r"|\bhalf\b" + _NOT_TIME + r"|\b1/2\b(?= (?:de|of))|\bmedio y medio\b",
            Fraction(1, 2),
        ),
        (
            r"\b(?:pag\w+|liquid\w+|cubr\w+|doy|salda\w*|cancel\w+|deposit\w+|abon\w+|quiero|va"
            r"|puedo con) ?(?:lo |el |la )?(?:todo|completo|total)\b(?! (?:el|los|las|bien"
            r"|esto es))"
            r"|\btodo (?:de una|junto|completo|lo que debo|el (?:saldo|adeudo|total|monto)|eso"
            r"|ya|hoy"
            r"|de contado|de golpe)\b|\b(?:el|la) total(?:idad)?\b|\b(?:el )?(?:saldo"
            r"|monto) completo\b"
            r"|\b(?:pay|clear|settle|send|do|cover|get) (?:it |this |them )?(?:all|off"
            r"|everything)\b"
            r"|\ball of it\b|\bit all\b|\bthe (?:full|whole|total|entire)(?: \w+)?\b|\bin full\b"
            r"|\beverything i owe\b|\bfull (?:amount|balance|payment)\b"
            r"|^\W*(?:todo|everything|all|completo|total|full)\W*$",
            Fraction(1),
        ),
    )
)  # fmt: skip


def find_shares(text: str) -> Iterator[tuple[int, int, Fraction]]:
    """Start, end and size of every part of the whole that `text` (with digits) names."""
    for match in _PERCENT.finditer(text):
        share = Fraction(f"{match[1]}.{match[2] or 0}") / 100
        if 0 < share <= 1:
            yield match.start(), match.end(), share
    taken: list[tuple[int, int]] = []
    for pattern, share in _WORDS:
        for match in pattern.finditer(text):
            if all(match.end() <= start or end <= match.start() for start, end in taken):
                taken.append(match.span())
                yield match.start(), match.end(), share


def share_of(reference: Money, share: Fraction) -> Money:
    """`share` of the `reference`, rounded half up to the minor unit."""
    doubled = 2 * reference.amount_minor * share.numerator + share.denominator
    return Money(doubled // (2 * share.denominator), reference.currency)
