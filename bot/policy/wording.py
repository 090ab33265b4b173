"""Schema errors in plain words: the rule, the field, what was written and what is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.policy import blocks, schema
from bot.policy.problems import Finding, Place
from bot.policy.quantities import PLAIN, shown

_MODELS: Final = tuple(
    thing
    for thing in (*vars(blocks).values(), *vars(schema).values())
    if isinstance(thing, type) and issubclass(thing, BaseModel)
)
_FIELDS: Final = frozenset(
    field.alias or name for model in _MODELS for name, field in model.model_fields.items()
)
_RANGES: Final = frozenset({"dpd", "balance", "broken_promises"})

_TEMPLATES: Final = {
    "int_type": "{value} is not a whole number",
    "bool_type": "{value} is not true or false",
    "string_type": "{value} is not a text; put it in quotes",
    "date_type": "{value} is not a day; write it like 2026-12-01",
    "tuple_type": "{value} is not a list; write it like [a, b]",
    "model_type": "{value} is not a group of fields like {{a: 1, b: 2}}",
    "dict_type": "{value} is not a group of fields like {{a: 1, b: 2}}",
    "literal_error": "{value} is not one of {expected}",
    "greater_than_equal": "{value} is below the least allowed, {ge}",
    "less_than_equal": "{value} is above the most allowed, {le}",
    "too_short": "at least {min_length} must be given",
    "too_long": "at most {max_length} can be given",
    "string_too_short": "must not be empty",
    "string_too_long": "is longer than {max_length} characters",
}
_PATTERNS: Final = {
    "id": "small letters, digits and hyphens, like mx-late",
    "expect": "the id of a rule, like mx-late, or null",
    "country": "two capital letters, like MX",
    "currencies": "ISO codes in capitals, like MX: MXN",
}


def findings_of(error: ValidationError, data: object) -> Iterator[Finding]:
    """Each mistake of `error` in plain words; `data` is what was read, to name its rules."""
    for detail in error.errors(include_url=False):
        place: Place = tuple(part for part in detail["loc"] if part != "[key]")
        field = _field_name(place)
        message = _message(detail, field)
        yield Finding(place=place, message=f"{subject(place, data)}{message}")


def subject(place: Place, data: object) -> str:
    """Whom a message is about: `rule mx-late: `, `example 2: `, or nothing for the head."""
    if len(place) < 2 or not isinstance(place[1], int):
        return ""
    if place[0] == "examples":
        return f"example {place[1] + 1}: "
    return f"rule {_rule_id(place[1], data)}: " if place[0] == "rules" else ""


def _rule_id(index: int, data: object) -> str:
    rules = data.get("rules") if isinstance(data, dict) else None
    rule = rules[index] if isinstance(rules, tuple) and index < len(rules) else None
    found = rule.get("id") if isinstance(rule, dict) else None
    return found if isinstance(found, str) else f"number {index + 1}"


def _field_name(place: Place) -> str:
    """The field without the head that the subject names already: `settlement discount_pct`."""
    inside = place[2:] if place[:1] in (("rules",), ("examples",)) else place
    names = [part for part in inside if isinstance(part, str)]
    return " ".join(names[1:] if names[:1] in (["offer"], ["when"]) and len(names) > 1 else names)


def _message(detail: ErrorDetails, field: str) -> str:
    kind, leaf = detail["type"], field.rpartition(" ")[2]
    if kind == "missing":
        return f"{field} is missing"
    if kind == "extra_forbidden":
        return f"{field} is not known here{_hint(leaf)}"
    return f"{field}: {_complaint(detail, leaf)}" if field else _complaint(detail, leaf)


def _complaint(detail: ErrorDetails, leaf: str) -> str:
    kind, value = detail["type"], shown(detail["input"])
    if kind == PLAIN:
        return detail["msg"]
    if kind == "model_type" and leaf in _RANGES:
        return f"{value} is not a range; write it like {{min: 1, max: 30}}"
    if kind == "string_pattern_mismatch":
        return f"{value} is not {_PATTERNS.get(leaf, _PATTERNS['currencies'])}"
    template = _TEMPLATES.get(kind, f"{{value}} is refused ({kind})")
    return template.format(value=value, **detail.get("ctx", {}))


def _hint(name: str) -> str:
    close = get_close_matches(name, sorted(_FIELDS), n=1)
    return f"; did you mean {close[0]}?" if close else ""
