"""Schema errors in plain words: the rule, the field, what was written and what is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.policy import blocks, schema
from bot.rulefiles.complaints import complaint_of, field_names, message_of, place_of
from bot.rulefiles.problems import Finding, Place
from bot.rulefiles.strict import shown

_FIELDS: Final = field_names(blocks, schema)
_RANGES: Final = frozenset({"dpd", "balance", "broken_promises"})
_NUMBERED: Final = {"examples": "example", "allocation": "allocation"}
_LISTS: Final = (("rules",), ("examples",), ("allocation",))
_PATTERNS: Final = {
    "id": "small letters, digits and hyphens, like mx-late",
    "expect": "the id of a rule, like mx-late, or null",
    "country": "two capital letters, like MX",
    "currencies": "ISO codes in capitals, like MX: MXN",
}


def findings_of(error: ValidationError, data: object) -> Iterator[Finding]:
    """Each mistake of `error` in plain words; `data` is what was read, to name its rules."""
    for detail in error.errors(include_url=False):
        place = place_of(detail)
        field = _field_name(place)
        complaint = _complaint(detail, field.rpartition(" ")[2])
        message = message_of(detail, field, complaint=complaint, known=_FIELDS)
        yield Finding(place=place, message=f"{subject(place, data)}{message}")


def subject(place: Place, data: object) -> str:
    """Whom a message is about: `rule mx-late: `, `example 2: `, or nothing for the head."""
    if len(place) < 2 or not isinstance(place[1], int):
        return ""
    if place[0] in _NUMBERED:
        return f"{_NUMBERED[str(place[0])]} {place[1] + 1}: "
    return f"rule {_rule_id(place[1], data)}: " if place[0] == "rules" else ""


def _rule_id(index: int, data: object) -> str:
    rules = data.get("rules") if isinstance(data, dict) else None
    rule = rules[index] if isinstance(rules, tuple) and index < len(rules) else None
    found = rule.get("id") if isinstance(rule, dict) else None
    return found if isinstance(found, str) else f"number {index + 1}"


def _field_name(place: Place) -> str:
    """The field without the head that the subject names already: `settlement discount_pct`."""
    inside = place[2:] if place[:1] in _LISTS else place
    names = [part for part in inside if isinstance(part, str)]
    return " ".join(names[1:] if names[:1] in (["offer"], ["when"]) and len(names) > 1 else names)


def _complaint(detail: ErrorDetails, leaf: str) -> str:
    if detail["type"] == "model_type" and leaf in _RANGES:
        return f"{shown(detail['input'])} is not a range; write it like {{min: 1, max: 30}}"
    return complaint_of(detail, wanted=_PATTERNS.get(leaf, _PATTERNS["currencies"]))
