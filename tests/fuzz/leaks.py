"""Words that tell whoever holds a phone that its owner owes something. Knows nothing of the guard.

Written apart from the product's own lists on purpose: one mistake must not hide the other.
"""

import re
from collections.abc import Iterator

from tests.fuzz.seen import Debt, Said

_FIGURES = re.compile(
    r"\$\s*\d|\d[\d.,]*\s*(MXN|COP|USD|pesos|d[oó]lares|dollars)\b|\b(MXN|COP)\b"
)
_WORDS = re.compile(
    r"\b(deud\w*|adeud\w*|debes|debe|vencid\w*|mora|atras(o|ad[oa]s?)|cuotas?|pr[eé]stamos?"
    r"|cr[eé]ditos?|intereses|liquid\w*|abon(o|ar)\w*|pag(o|os|ar|as|a)|cobr(o|anza|ar)\w*"
    r"|mensualidad\w*|recargos?|descuentos?|saldos?|convenio|desglose"
    r"|debts?|owe[ds]?|owing|balance|past due|overdue|arrears|loans?|credit|interest|payments?"
    r"|pay|paid|installments?|settle\w*|collect\w*|discounts?|charges?|breakdown)\b",
    re.IGNORECASE,
)
# What anybody may read: how we never ask for secrets, and names of authorities.
_HARMLESS = re.compile(
    r"Consumer Financial Protection Bureau|Protecci[oó]n y Defensa|Superintendencia Financiera",
    re.IGNORECASE,
)


def leaks(said: Said, debts: tuple[Debt, ...]) -> Iterator[str]:
    """What `said` would tell a stranger."""
    text = _HARMLESS.sub("", said.text)
    for debt in debts:
        text = text.replace(debt.account.creditor, "")  # who writes may be said
    for pattern in (_FIGURES, _WORDS):
        if found := pattern.search(text):
            yield f"says {found[0]!r}"
    if said.message.link is not None:
        yield "has a link"
    for debt in debts:
        if re.search(rf"\b{debt.account.last4}\b", text):
            yield "names an account by its last digits"
        yield from (f"says {figure}" for figure in _figures(debt) if _has(text, figure))


def _figures(debt: Debt) -> list[int]:
    """Amounts of the account, in minor units, that are long enough to be no coincidence."""
    if debt.balance is None:
        return []
    amounts = [debt.balance.total, debt.balance.past_due, *dict(debt.balance.components).values()]
    return [amount.amount_minor for amount in amounts if amount.amount_minor >= 10_000]


def _has(text: str, minor: int) -> bool:
    plain = re.sub(r"[.,\s]", "", text)
    return re.search(rf"(?<!\d){minor}(?!\d)", plain) is not None
