"""Checks a request against the pinned SDK's own TypedDicts, giving its texts types. Pure.

Stripe publishes its enums as open (`Literal[…] | str`); a stand-in that accepted any text there
would hide mistakes, so only the documented values pass.
"""

from __future__ import annotations

import re
import sys
import types
from collections.abc import Mapping
from functools import cache
from typing import Any, Final, Literal, NotRequired, Union, get_args, get_origin

import stripe
import typing_extensions
from stripe._request_options import RequestOptions

from bot.sandbox.stripe.form import Tree

_UNIONS: Final = (Union, types.UnionType)
_OPTIONAL: Final = (NotRequired, typing_extensions.Required)
_NOT_PARAMETERS: Final = frozenset(RequestOptions.__annotations__)


class ParamError(Exception):
    """A parameter Stripe would refuse; `param` names it the way Stripe's errors do."""

    def __init__(self, message: str, param: str) -> None:
        super().__init__(message)
        self.param = param


def check_params(shape: type, params: Mapping[str, Tree]) -> dict[str, Tree]:
    """`params` with numbers, booleans and lists made real; ParamError where `shape` differs."""
    return _object(shape, dict(params), "")


def _check(annotation: Any, value: Tree, path: str) -> Tree:
    problems: list[ParamError] = []
    for arm in _arms(annotation):
        try:
            return _check_arm(arm, value, path)
        except ParamError as problem:
            problems.append(problem)
    raise problems[0] if problems else ParamError(f"Invalid {path}", path)


def _arms(annotation: Any) -> list[Any]:
    """The alternatives of a union; None never, and plain text not beside documented values."""
    flat = [arm for arm in _flatten(annotation) if arm is not type(None)]
    is_open_enum = any(get_origin(arm) is Literal for arm in flat)
    return [arm for arm in flat if not (is_open_enum and arm is str)]


def _flatten(annotation: Any) -> list[Any]:
    if get_origin(annotation) in _OPTIONAL:
        return _flatten(get_args(annotation)[0])
    if get_origin(annotation) in _UNIONS:
        return [inner for arm in get_args(annotation) for inner in _flatten(arm)]
    return [annotation]


def _check_arm(arm: Any, value: Tree, path: str) -> Tree:
    if get_origin(arm) is Literal:
        return _choice(get_args(arm), value, path)
    if get_origin(arm) is list:
        return _array(get_args(arm)[0], value, path)
    if get_origin(arm) is not None:
        return _hash(value, path)
    if typing_extensions.is_typeddict(arm):
        return _object(arm, value, path)
    return _scalar(arm, value, path)


def _choice(values: tuple[str, ...], value: Tree, path: str) -> Tree:
    if value not in values:
        raise ParamError(f"Invalid {path}: must be one of {', '.join(values[:8])}", path)
    return value


def _object(shape: Any, value: Tree, path: str) -> dict[str, Tree]:
    if not isinstance(value, dict):
        raise ParamError(f"Invalid object: {path}", path)
    fields = _fields(shape)
    for name in value:
        if name not in fields:
            raise ParamError(
                f"Received unknown parameter: {_inside(path, name)}", _inside(path, name)
            )
    for name, annotation in fields.items():
        if name not in value and get_origin(annotation) is not NotRequired:
            raise ParamError(
                f"Missing required param: {_inside(path, name)}.", _inside(path, name)
            )
    return {name: _check(fields[name], each, _inside(path, name)) for name, each in value.items()}


@cache
def _fields(shape: Any) -> Mapping[str, Any]:
    # Names that the SDK's annotations use: of the shape's own module and of its base's.
    scope = {
        "StripeContext": stripe.StripeContext,
        **vars(sys.modules[RequestOptions.__module__]),
        **vars(sys.modules[shape.__module__]),
    }
    hints = typing_extensions.get_type_hints(shape, globalns=scope, include_extras=True)
    return {name: hint for name, hint in hints.items() if name not in _NOT_PARAMETERS}


def _inside(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name


def _array(item: Any, value: Tree, path: str) -> list[Tree]:
    if not isinstance(value, dict) or not all(position.isdigit() for position in value):
        raise ParamError(f"Invalid array: {path}", path)
    ordered = [value[position] for position in sorted(value, key=int)]
    return [_check(item, each, f"{path}[{i}]") for i, each in enumerate(ordered)]


def _hash(value: Tree, path: str) -> Tree:
    if not isinstance(value, dict):
        raise ParamError(f"Invalid hash: {path}", path)
    for name, text in value.items():
        if not isinstance(text, str):
            raise ParamError(f"Invalid string: {_inside(path, name)}", _inside(path, name))
    return value


def _scalar(kind: Any, value: Tree, path: str) -> Tree:
    if not isinstance(value, str):
        raise ParamError(f"Invalid string: {path}", path)
    if kind is int:
        if not re.fullmatch(r"-?[0-9]+", value):
            raise ParamError(f"Invalid integer: {value}", path)
        return int(value)
    if kind is bool:
        if value not in {"true", "false"}:
            raise ParamError(f"Invalid boolean: {value}", path)
        return value == "true"
    return value
