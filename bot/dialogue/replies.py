"""Reads the engine's custom payloads as replies; strict, because the guard goes by the key."""

from __future__ import annotations

from typing import Any, Final

from bot.kernel.errors import Permanent
from bot.kernel.messages import Reply, ReplyOption

_REPLY_FIELDS: Final = frozenset({"key", "values", "options", "url"})
_OPTION_FIELDS: Final = frozenset({"id", "key", "values"})


def read_reply(payload: Any) -> Reply:
    """Read `{key, values?, options?, url?}`; any other shape raises Permanent."""
    fields = _fields(payload, _REPLY_FIELDS)
    options = [] if fields.get("options") is None else fields["options"]
    if not isinstance(options, list):
        raise Permanent("a reply's options are not a list")
    return Reply(
        key=_text(fields, "key"),
        values=_values(fields),
        options=tuple(_read_option(option) for option in options),
        url=_text(fields, "url") if fields.get("url") is not None else None,
    )


def _read_option(payload: Any) -> ReplyOption:
    fields = _fields(payload, _OPTION_FIELDS)
    return ReplyOption(id=_text(fields, "id"), key=_text(fields, "key"), values=_values(fields))


def _fields(payload: Any, known: frozenset[str]) -> dict[str, Any]:
    if not isinstance(payload, dict):
        raise Permanent("a reply is not an object")
    if unknown := payload.keys() - known:
        raise Permanent(f"a reply has unknown fields: {', '.join(sorted(map(str, unknown)))}")
    return payload


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value:
        raise Permanent(f"a reply's {name} is not a text")
    return value


def _values(fields: dict[str, Any]) -> dict[str, Any]:
    values = {} if fields.get("values") is None else fields["values"]
    if not isinstance(values, dict):
        raise Permanent("a reply's values are not an object")
    return values
