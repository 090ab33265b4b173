"""Days counted from today: `mañana`, `en 8 días`, `in two weeks`, `hace 3 días`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Final

from bot.locale.reading.day_phrases import Frame, Rule, Said, rule
from bot.locale.reading.days import in_business_days, in_days, in_months, nth_payday

# "en ocho días" is the same weekday of the next week. Fifteen days stay fifteen: of the two
# habits, the later day never makes a promise late.
_EIGHT_IS_A_WEEK: Final = {8: 7}
_MOST: Final = 400
_COUNT: Final = (
    r"(?P<count>\d{1,3}|una?|an?|one|un par de|a couple(?: of)?|couple(?: of)?|otros \d{1,2})"
)
_UNIT: Final = (
    r"(?P<unit>dias? habiles|dias?|business days?|working days?|days?|semanas?|semanitas?"
    r"|weeks?|wks?"
    r"|mes(?:es)?|months?|quincenas?)\b"
)


def _offset(count: int) -> Callable[[re.Match[str], Frame], Said]:
    def resolve(_: re.Match[str], frame: Frame) -> Said:
        return Said(days=(in_days(frame.today, count),), is_past=count < 0)

    return resolve


def _ahead(match: re.Match[str], frame: Frame) -> Said | None:
    count = _count(match["count"])
    if count is None or count > _MOST:
        return None
    is_about = "par" in match["count"] or "couple" in match["count"]
    return Said(days=(_after(frame.today, count, match["unit"]),), is_about=is_about)


def _after(today: date, count: int, unit: str) -> date:
    if unit.startswith(("dias habiles", "dia habil", "business", "working")):
        return in_business_days(today, count)
    if unit.startswith("d"):
        return in_days(today, _EIGHT_IS_A_WEEK.get(count, count) if unit[1] == "i" else count)
    if unit.startswith(("semana", "week", "wk")):
        return in_days(today, 7 * count)
    if unit.startswith("quincena"):
        return nth_payday(today, count)
    return in_months(today, min(count, 24))


def _from_today(match: re.Match[str], frame: Frame) -> Said:
    """`de hoy en 8`, `de mañana en 15`: weeks, counted with both ends as people do."""
    count = int(match["days"])
    start = in_days(frame.today, "manana" in match[0])
    return Said(days=(in_days(start, {8: 7, 15: 14}.get(count, count)),))


def _week_from(match: re.Match[str], frame: Frame) -> Said:
    return Said(days=(in_days(frame.today, 7 + ("tom" in match[0])),))


def _ago(match: re.Match[str], frame: Frame) -> Said | None:
    count = _count(match["count"])
    if count is None or count > _MOST:
        return None
    if match["unit"].startswith("m"):
        return Said(days=(in_months(frame.today, -min(count, 24)),), is_past=True)
    days = {"s": 7, "w": 7, "q": 15}.get(match["unit"][0], 1) * count
    return Said(days=(in_days(frame.today, -days),), is_past=True)


def _count(words: str) -> int | None:
    digits = re.search(r"\d+", words)
    if digits:
        return int(digits[0]) or None
    return 2 if "par" in words or "couple" in words else 1


_TODAY: Final = (
    r"\b(?:hoy(?: mismo| en la noche)?|esta (?:noche|tarde|manana)|ahorita|ahora mismo|al rato"
    r"|today|2day|tonight|tonite|this (?:afternoon|evening|morning)|right now|rn)\b"
)
_TOMORROW: Final = (
    r"\b(?<!la )(?<!las )(?<!esta )(?<!pasado )manana\b(?: mismo)?"
    r"|\b(?:tomorrow|tomorow|tommorow|tommorrow|tmrw|tmr|tmrrw|tmw|2morrow|2moro|tomorro"
    r"|maniana)\b"
)
_AFTER: Final = (
    r"\bpasado manana\b|(?<=manana o )pasado\b|\b(?:the )?day after (?:tomorrow|tmrw|tmr)\b"
    r"|\bpasadomanana\b"
)
NEAR_RULES: Final[tuple[Rule, ...]] = (
    rule(_TODAY, _offset(0)),
    rule(_TOMORROW, _offset(1)),
    rule(_AFTER, _offset(2)),
    rule(r"\b(?:ayer|anoche|yesterday|last (?:night|nite))\b", _offset(-1)),
    rule(r"\b(?:antier|anteayer|antes de ayer|antiayer"
        r"|(?:the )?day before yesterday)\b", _offset(-2)),
    rule(
        rf"\b(?:en|dentro de|de aqui a|de aca a|in|within|a|deme|dame|denme|me da|me dan|give me"
        rf"|necesito|need|otras?|otros|another) {_COUNT} (?:mas )?{_UNIT}(?! (?:ago"
        rf"|atras))(?! pasad)",
        _ahead,
    ),
    rule(rf"\b{_COUNT} {_UNIT} (?:from (?:now|today)|later|mas)\b", _ahead),
    rule(rf"^\W*{_COUNT} {_UNIT}\W*$", _ahead),
    rule(r"\b(?:de (?:hoy|manana) )?en (?P<days>8|15)\b(?! ?(?:[\w%$]|\d))", _from_today),
    rule(r"\bde (?:hoy|manana) en (?P<days>\d{1,2})(?: dias)?\b", _from_today),
    rule(r"\b(?:a|1) week from (?:today|now|tomorrow|tmrw)\b", _week_from),
    rule(rf"\bhace {_COUNT} {_UNIT}", _ago),
    rule(rf"\b{_COUNT} {_UNIT} (?:ago|atras|back)\b", _ago),
)  # fmt: skip
