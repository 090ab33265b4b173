"""The words, as `plain_words` gives them, by which people say why they missed a payment. Data."""

from __future__ import annotations

import re
from typing import Final

from bot.usecases.nonpayment_question import Cause

# Read in this order: "prefiero no decir, es que no me alcanza" says why all the same.
CAUSE_WORDS: Final = (
    (
        Cause.LESS_INCOME,
        re.compile(
            r"\b(?:ingres\w*|trabajo|chamba|jale|camello|empleo|desemplead\w*|sueldo|nomina"
            r"|no (?:me )?alcanz\w*|no (?:tengo|tenia|hay|hubo) (?:dinero|plata|lana|feria)"
            r"|enferm\w*|hospital\w*|gastos|job|laid off|hours|income|pay ?check|salary|broke"
            r"|(?:money|cash)(?: (?:is|was|s|got))? tight|no money|sick|medical|unemploy\w*)\b"
        ),
    ),
    (
        Cause.DISAGREES,
        re.compile(
            r"\b(?:desacuerdo|no estoy de acuerdo|no (?:lo |la )?reconozco|esta mal|estan mal"
            r"|no es (?:mio|mia|cierto)|disagree|don t agree|not mine|isn t mine|is wrong"
            r"|incorrect\w*)\b"
        ),
    ),
    (
        Cause.FORGOT,
        re.compile(
            r"\b(?:olvid\w*|se me (?:paso|fue)|no me acorde|no me di cuenta|distraid\w*"
            r"|forg[oe]t\w*|slipped|lost track|didn t (?:notice|realize)|missed the date)\b"
        ),
    ),
    (
        Cause.UNSAID,
        re.compile(
            r"\b(?:prefiero no|no (?:te |le |lo |les )?(?:quiero|voy a) (?:decir|contar|hablar)"
            r"|es privado|es personal|rather not|prefer not|not saying|none of your|private"
            r"|personal)\b|^no$"
        ),
    ),
)
