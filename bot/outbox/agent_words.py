"""Whether an agent's free text would tell an unverified person something about a debt."""

import re
import unicodedata
from typing import Final

_NUMBER: Final = re.compile(r"\d")
_LINK: Final = re.compile(
    r"https?:|www\.|\b[\w-]+\.(com|co|mx|net|org|io|me|link|ly)\b|\b[\w-]+\.[a-z]{2,}/|/p/", re.I
)
_AMOUNT_WORDS: Final = re.compile(
    r"\b(pesos?|dolares?|dollars?|bucks|usd|mxn|cop|mil|thousand|hundred|cien|\w*cient[oa]s?"
    r"|quinient[oa]s|millon|millones|millions?|monto|importe|amounts?|dinero|money|cash"
    r"|veint\w*|(?:trei|cuare|cincue|sese|sete|oche|nove)nta|k|grand"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty)\b"
)
# "página" and "debido a" are no words about money; "paga", "pagado", "pagues" and "debían" are.
_ACCOUNT_WORDS: Final = re.compile(
    r"\b(deud\w*|adeud\w*|deb(e|es|en|er|ia|ias|ian|iendo|emos|o)|saldos?|saldar|balance"
    r"|mora|moros\w*|venc(e|en|io|id\w*|imiento\w*)|atras(o|os|ad\w*)"
    r"|prest(o|aron|amos?)|creditos?|tarjetas?|cuentas?|cuotas?|abon\w*|mensualidad\w*"
    r"|intereses|recargos?|pag(?!in)\w*|cobr\w*|liquid\w*|finiquit\w*|embarg\w*|quita"
    r"|descuentos?|convenios?|condon\w*|parcialidad\w*|buro|demand(a|as|ar|amos|ado|ada)"
    r"|juzgad\w*|abogad\w*|contratos?|acreedor\w*|deudor\w*|owe[sd]?|owing|debt\w*|loans?"
    r"|lend\w*|borrow\w*|credit|accounts?|past due|overdue|arrears"
    r"|delinquen\w*|outstanding|interest|pay\w*|paid|fees?|bills?"
    r"|installments?|instalments?|settle\w*|collect\w*|discounts?|bureau|lawsuits?|court"
    r"|creditors?|contracts?|agreements?)\b"
)


def discloses(text: str) -> bool:
    """True when `text` has figures, links, or words about money owed (Spanish or English)."""
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return any(p.search(plain) for p in (_NUMBER, _LINK, _AMOUNT_WORDS, _ACCOUNT_WORDS))
