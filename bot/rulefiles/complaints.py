"""Schema errors in plain words: the field, what was written and what is wanted."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from bot.rulefiles.problems import Place
from bot.rulefiles.strict import PLAIN, shown

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


def place_of(detail: ErrorDetails) -> Place:
    """Where `detail` is, as the document counts places."""
    return tuple(part for part in detail["loc"] if part != "[key]")


def message_of(detail: ErrorDetails, field: str, *, complaint: str, known: Iterable[str]) -> str:
    """The whole sentence about `field`; of a field not known, the nearest of `known` is named."""
    if detail["type"] == "missing":
        return f"{field} is missing"
    if detail["type"] == "extra_forbidden":
        close = get_close_matches(field.rpartition(" ")[2], sorted(known), n=1)
        return f"{field} is not known here{f'; did you mean {close[0]}?' if close else ''}"
    return f"{field}: {complaint}" if field else complaint


def complaint_of(detail: ErrorDetails, *, wanted: str) -> str:
    """What is wrong with the value; `wanted` says what its pattern stands for."""
    kind, value = detail["type"], shown(detail["input"])
    if kind == PLAIN:
        return detail["msg"]
    if kind == "string_pattern_mismatch":
        return f"{value} is not {wanted}"
    template = _TEMPLATES.get(kind, f"{{value}} is refused ({kind})")
    return template.format(value=value, **detail.get("ctx", {}))


def field_names(*modules: object) -> frozenset[str]:
    """Every field of the schema that `modules` define, as the file spells it."""
    models = (
        thing
        for module in modules
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, BaseModel)
    )
    return frozenset(
        field.alias or name for model in models for name, field in model.model_fields.items()
    )
