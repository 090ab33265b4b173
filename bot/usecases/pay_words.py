"""What of a plan in force a person wants to pay, from how they say it. Pure."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from bot.ledger import service as ledger
from bot.payments.model import Purpose
from bot.payments.obligation import usual_purpose
from bot.usecases.choices import plain_words

# "todo lo atrasado" is not everything: what is late is looked for first.
_LATE: Final = re.compile(
    r"\b(?:atrasad\w+|vencid\w+|al corriente|al dia|overdue|past due|late (?:ones?|payments?)"
    r"|catch(?:ing)? up|(?:i )?missed|behind)\b"
)
_EVERYTHING: Final = re.compile(
    r"\b(?:todo(?! bien| el mes)|el total|completo|por completo|liquidar\w*(?! con)|saldar\w*"
    r"|el resto|lo que (?:falta|queda|resta|me falta|me queda)"
    r"|everything|(?:it|them|of it) all|pay all|all of it|in full|the rest|what s left"
    r"|pay(?:ing)? (?:it |this |everything )?off)\b"
)
_ONE: Final = re.compile(
    r"\b(?:solo|nomas|nada mas|unicamente|only|just) (?:\w+ )?(?:un[ao]?|el|la|one|this|the)\b"
    r"|\b(?:un sol[ao]|una sol[ao]) (?:pago|cuota|mensualidad|abono|letra)\b"
    r"|\bone (?:payment|month)\b"
)


def wanted_purpose(said: str, plan: ledger.Plan, today: date) -> Purpose:
    """The purpose of the link that `said` asks for.

    Unless somebody says otherwise it is the plan's usual one, and all instalments that are due
    once there are several.
    """
    words = plain_words(said)
    left = [part for part in plan.installments if part.owed]
    due = [part for part in left if part.due_on <= today]
    if plan.terms.kind != "plan" or len(left) < 2:
        return usual_purpose(plan)
    if _EVERYTHING.search(words) and not _LATE.search(words):
        return Purpose.EVERYTHING
    if len(due) > 1 and not _ONE.search(words):
        return Purpose.OVERDUE
    return Purpose.INSTALLMENT
