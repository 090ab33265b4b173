"""Whether an agent's free text would tell an unverified person something about a debt."""

import re
import unicodedata
from typing import Final

_NUMBER: Final = re.compile(r"\d")
_LINK: Final = re.compile(r"https?://|www\.|\b[\w-]+\.(com|co|mx|net|org|io|me|link)\b", re.I)
_AMOUNT_WORDS: Final = re.compile(
    r"\b(pesos?|dolares?|dollars?|bucks|usd|mxn|cop|mil|thousand|hundred|cientos|millones|million)\b"
)
_ACCOUNT_WORDS: Final = re.compile(
    r"\b(deud\w*|adeud\w*|deb(e|es|er|ia|iendo|emos)|saldos?|balance|mora|vencid\w*|atras(o|os|ad\w*)"
    r"|prestamos?|creditos?|tarjetas?|cuentas?|cuotas?|mensualidad\w*|intereses|interest|pag(o|os|ar|a"
    r"|ue|aste)|cobr\w*|owe[sd]?|owing|debts?|loans?|credit|accounts?|past due|overdue|payments?|pay"
    r"|paid|installments?|instalments?|settle\w*|collect\w*|quita|descuento|discount)\b"
)


def discloses(text: str) -> bool:
    """True when `text` has figures, links, or words about money owed (Spanish or English)."""
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return any(p.search(plain) for p in (_NUMBER, _LINK, _AMOUNT_WORDS, _ACCOUNT_WORDS))
