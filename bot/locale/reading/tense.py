"""Whether a phrase tells what was done or what will be: "pagué el 5", "pago el 5"."""

from __future__ import annotations

import re
from typing import Final

from bot.locale.reading.clauses import clause_after, clause_before

_PAST: Final = re.compile(
    r"(?<!que )(?<!cuando )(?<!lo )\b(?:pague|deposite|consigne|abone|transferi|hice|hicimos|mande"
    r"|envie|di|cancele|liquide|pagamos|se hizo|naci|nacio|murio|fallecio|quedo|salio)\b(?! usted)"
    r"|\blo (?:pague|deposite|consigne|hice|mande)\b"
    r"|\b(?:he|ha|habia) (?:pagado|depositado|consignado|abonado|hecho|transferido|cancelado)\b"
    r"|(?<!get )(?<!gets )(?<!getting )(?<!got )(?<!be )(?<!am )(?<!being )\bpaid\b"
    r"|\b(?:sent|deposited|made|did|went through|transferred|cleared)\b"
    r"|\bya (?:lo |se |les? |la )?(?:pag|deposit|consign|abon|transf|hice|mand|cancel"
    r"|liquid)\w*[ei]\b"
)
_AHEAD: Final = re.compile(
    r"\b(?:pago|pagare|pagaria|voy|vamos|deposito|abono|consigno|puedo|podria|podre|doy|dare"
    r"|liquido"
    r"|prometo|cumplo|hago|hare|tengo|tendre|cae|caen|llega|pagan|cobro|quiero|quisiera|mando"
    r"|resto"
    r"|will|i'll|ill|gonna|going to|can|could|pay|promise|want|get paid|until|hasta|rest)\b"
)


def tells_past(plain: str) -> bool:
    """Whether any verb of the text tells what was done."""
    return _PAST.search(plain) is not None


def is_told_as_past(plain: str, start: int, end: int) -> bool:
    """Whether the verb nearest to `start:end` in its clause, before it or else after, is past."""
    before = clause_before(plain, start)
    last_past = _last(_PAST, before)
    last_ahead = _last(_AHEAD, before)
    if last_past >= 0 or last_ahead >= 0:
        return last_past > last_ahead
    after = clause_after(plain, end)
    past, ahead = _PAST.search(after), _AHEAD.search(after)
    return past is not None and (ahead is None or past.start() < ahead.start())


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in pattern.finditer(text)), default=-1)
